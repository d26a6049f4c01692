-- title: What do the reads of the victims have in common, other than a person?
-- theme: unlisted
-- attack: T1213, T1657
-- why: A ring, a shared account or a leaking application points at no one reader. What the reads of
--   the victims share, and other reads do not, points at the way that the records took.
-- reading: `share` is the part of the touches of victims that came through it, `usual_share` the
--   part of all touches, and `lift` the one over the other: 1 is chance. `weight` is touches of
--   victims times log2(lift): much lift on many touches comes first. What covers each victim once
--   matters more than what covers one many times: see `victims`.
-- benign: The team, queue or campaign that serves such customers; the tool that handles the
--   complaint after the fraud: let `until` end before it.
-- cost: span
-- param: subjects Array(String) | Ids of the victims, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: kind, name, victims, listed, victim_touches, share, touches, usual_share, lift, weight
WITH
  -- What a second log holds of an access once more: only of days of which several hold anything.
  copy AS
  (
    SELECT arrayJoin(arrayPopFront(arraySort(groupUniqArray(_log)))) AS log, event_id, part
    FROM access
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND toDate(at) IN
      (
        SELECT toDate(at) AS day
        FROM access
        WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        GROUP BY day
        HAVING min(_log) != max(_log)
      )
    GROUP BY event_id, part
  ),
  -- What is the same for all customers of a read is added up first: there are far fewer ways than
  -- reads.
  way AS
  (
    SELECT
      tables, source, app, program, operation, host, network, team, queue,
      sum(length(subjects)) AS touches,
      sum(length(hit)) AS victim_touches,
      groupUniqArrayArray(hit) AS victims
    FROM
    (
      SELECT
        tables, source, app, program, operation, host, network, team, queue, subjects,
        arrayFilter(subject -> subject IN {subjects:Array(String)}, subjects) AS hit
      FROM access
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND notEmpty(subjects) AND status NOT IN ('denied', 'failed')
        AND (_log, event_id, part) NOT IN (copy)
    )
    GROUP BY tables, source, app, program, operation, host, network, team, queue
  ),
  ticketed AS
  (
    SELECT
      reason = 'campaign' AS is_campaign,
      ticket,
      count() AS touches,
      countIf(subject IN {subjects:Array(String)}) AS victim_touches,
      groupUniqArrayIf(subject, subject IN {subjects:Array(String)}) AS victims
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(tickets, length(subjects)) AS ticket,
      arrayResize(reasons, length(subjects)) AS reason
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND ticket != '' AND status NOT IN ('denied', 'failed')
      AND (_log, event_id, part) NOT IN (copy)
    GROUP BY is_campaign, ticket
  ),
  thing AS
  (
    SELECT pair.1 AS kind, pair.2 AS name, touches, victim_touches, victims
    FROM way
    ARRAY JOIN
      arrayConcat(
        arrayMap(name -> ('table', name), arrayDistinct(tables)),
        [
          ('source', source),
          ('app', ifNull(app, '')),
          ('program', ifNull(program, '')),
          ('operation', operation),
          ('host', ifNull(host, '')),
          ('network', ifNull(network, '')),
          ('team', ifNull(team, '')),
          ('queue', ifNull(queue, ''))
        ]
      ) AS pair
    UNION ALL
    -- A ticket is a thing of its own customer alone: what counts is who wrote it.
    SELECT
      if(is_campaign, 'campaign', 'ticket creator') AS kind,
      if(is_campaign, ticketed.ticket, ifNull(author.created_by, '')) AS name,
      touches, victim_touches, victims
    FROM ticketed
    LEFT JOIN
    (
      SELECT _key AS id, created_by
      FROM tickets_now
      WHERE _key IN
      (
        SELECT arrayJoin(tickets)
        FROM access
        WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
          AND notEmpty(subjects) AND status NOT IN ('denied', 'failed')
      )
    ) AS author ON author.id = ticketed.ticket
  ),
  named AS
  (
    SELECT
      kind,
      name,
      sum(thing.touches) AS touches,
      sum(thing.victim_touches) AS victim_touches,
      uniqExactArray(thing.victims) AS victims
    FROM thing
    GROUP BY kind, name
  )
SELECT
  kind,
  name,
  victims,
  length(arrayDistinct({subjects:Array(String)})) AS listed,
  victim_touches,
  round(victim_touches / of_victims, 3) AS share,
  touches,
  round(touches / of_all, 3) AS usual_share,
  round((victim_touches / of_victims) / (touches / of_all), 1) AS lift,
  round(victim_touches * log2((victim_touches / of_victims) / (touches / of_all)), 1) AS weight
FROM
(
  SELECT
    *,
    -- Every access has one source.
    sumIf(touches, kind = 'source') OVER () AS of_all,
    sumIf(victim_touches, kind = 'source') OVER () AS of_victims
  FROM named
)
WHERE victims > 0 AND name != ''
ORDER BY weight DESC, victims DESC, kind, name
LIMIT {limit:UInt32}
