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
  thing AS
  (
    SELECT
      one.1 AS kind,
      one.2 AS name,
      sum(one.3) AS touches,
      sum(length(one.4)) AS victim_touches,
      uniqExactArrayState(one.4) AS victims
    FROM
    (
      SELECT
        arrayFilter(subject -> subject IN {subjects:Array(String)}, subjects) AS hit,
        arrayJoin(
          arrayConcat(
            arrayMap(name -> ('table', name, length(subjects), hit), arrayDistinct(tables)),
            [
              ('source', source, length(subjects), hit),
              ('app', ifNull(app, ''), length(subjects), hit),
              ('program', ifNull(program, ''), length(subjects), hit),
              ('operation', operation, length(subjects), hit),
              ('host', ifNull(host, ''), length(subjects), hit),
              ('network', ifNull(network, ''), length(subjects), hit),
              ('team', ifNull(team, ''), length(subjects), hit),
              ('queue', ifNull(queue, ''), length(subjects), hit)
            ],
            arrayMap(
              (subject, ticket, reason) -> (
                if(reason = 'campaign', 'campaign', 'ticket'),
                ticket,
                toUInt64(1),
                if(has(hit, subject), [subject], [])
              ),
              subjects,
              arrayResize(tickets, length(subjects)),
              arrayMap(reason -> toString(reason), arrayResize(reasons, length(subjects)))
            )
          )
        ) AS one
      FROM access
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND notEmpty(subjects)
    )
    GROUP BY kind, name
  ),
  -- A ticket is a thing of its own customer alone: what counts is who wrote it.
  named AS
  (
    SELECT
      if(thing.kind = 'ticket', 'ticket creator', thing.kind) AS kind,
      if(thing.kind = 'ticket', ifNull(author.created_by, ''), thing.name) AS name,
      sum(thing.touches) AS touches,
      sum(thing.victim_touches) AS victim_touches,
      uniqExactArrayMerge(thing.victims) AS victims
    FROM thing
    LEFT JOIN (SELECT id, created_by FROM tickets_now) AS author
      ON author.id = if(thing.kind = 'ticket', thing.name, '')
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
