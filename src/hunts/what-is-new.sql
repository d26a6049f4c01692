-- title: What has this person begun to use since then?
-- theme: person
-- attack: T1005, T1078
-- why: Before a theft comes the looking around: a table never read, a tool never used, another
--   computer. Here is everything that the person met for the first time since a day.
-- reading: First means first in all that is archived of the person. `others` is how many other
--   people used the same since then, so 0 is theirs alone; services are no people. Columns and
--   networks are as fine as the source reports them. Of somebody new everything is new.
-- benign: A release, a move to another floor, a new computer, another task: then `others` is high,
--   or a ticket of the help desk says so.
-- cost: span
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | New since
--   (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most lines to show
-- columns: kind, name, first_at, last_at, events, customers, others, other_teams
SELECT
  thing.1 AS kind,
  thing.2 AS name,
  minIf(way.first_at, user = {user:String}) AS first_at,
  maxIf(way.last_at, user = {user:String}) AS last_at,
  uniqExactMerge(way.events) AS events,
  uniqExactArrayMerge(way.customers) AS customers,
  uniqExactIf(user, user != {user:String}) AS others,
  uniqExactIf(team, user != {user:String}) AS other_teams
FROM
(
  -- There are far fewer ways than reads.
  SELECT
    user, team, source, app, program, host, network, operation, tables, columns,
    min(at) AS first_at,
    max(at) AS last_at,
    uniqExactState(if(user = {user:String}, event_id, NULL)) AS events,
    uniqExactArrayState(
      if(user = {user:String} AND status NOT IN ('denied', 'failed'), subjects, [])
    ) AS customers
  FROM access
  WHERE at < {until:DateTime64(3, 'UTC')}
    AND (
      user = {user:String} OR at >= {since:DateTime64(3, 'UTC')} AND user_kind != 'service'
    )
  GROUP BY user, team, source, app, program, host, network, operation, tables, columns
) AS way
ARRAY JOIN
  arrayFilter(
    thing -> thing.2 != '',
    arrayConcat(
      arrayMap(name -> ('table', name), tables),
      arrayMap(name -> ('column', name), columns),
      [
        ('app', ifNull(app, '')),
        ('program', ifNull(program, '')),
        ('host', ifNull(host, '')),
        ('network', ifNull(network, '')),
        ('operation', operation),
        ('source', source)
      ]
    )
  ) AS thing
GROUP BY kind, name
HAVING events > 0 AND first_at >= {since:DateTime64(3, 'UTC')}
ORDER BY others, first_at, kind, name
LIMIT {limit:UInt32}
