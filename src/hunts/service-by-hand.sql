-- title: Which service accounts does somebody use by hand?
-- theme: machines
-- attack: T1078
-- why: Passwords of services lie in files, are known to many and never change. A person who uses
--   one reads as nobody, with rights that no person has.
-- reading: `why` says what is not like a service: a host on which people work, a program that
--   people type into, a host that the account had not used before, hours of the day (UTC) at which
--   it had never worked in the weeks before. Two of them at once are hardly ever a job. Who was at
--   that host at that time: shared-hosts, and person-timeline of those people.
-- benign: A job that is run again by hand after a fault, a move to another server, a developer who
--   tests on their own machine.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 28 | Days before it that say what is usual
-- param: programs Array(String) = ['psql', 'mysql', 'sqlplus', 'sqlcmd', 'isql', 'dbeaver',
--   'datagrip', 'toad', 'management studio', 'ssms', 'pgadmin', 'workbench', 'heidisql', 'excel',
--   'jupyter'] | Parts of names of programs that people type into
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, host, program, why, accesses, days, customers, rows, people_on_host, odd_hours,
--   first_at, last_at
WITH
  usual AS
  (
    SELECT user, groupUniqArray(toHour(at)) AS hours, groupUniqArray(ifNull(host, '')) AS hosts
    FROM access
    WHERE user_kind = 'service'
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
      AND at < {since:DateTime64(3, 'UTC')}
    GROUP BY user
  ),
  desks AS
  (
    SELECT assumeNotNull(host) AS host, uniqExact(user) AS people
    FROM access
    WHERE user_kind != 'service' AND host != ''
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
      AND at < {until:DateTime64(3, 'UTC')}
    GROUP BY host
  )
SELECT
  user,
  host,
  program,
  arrayStringConcat(
    arrayFilter(word -> word != '', [
      if(people_on_host > 0, 'a host of people', ''),
      if(
        arrayExists(part -> positionCaseInsensitive(program, part) > 0, {programs:Array(String)}),
        'a program for people', ''
      ),
      if(host != '' AND notEmpty(hours_before) AND NOT has(hosts_before, host), 'a new host', ''),
      if(notEmpty(odd_hours), 'new hours', '')
    ]),
    ', '
  ) AS why,
  accesses,
  days,
  customers,
  rows,
  people_on_host,
  odd_hours,
  first_at,
  last_at
FROM
(
  SELECT
    use.user AS user,
    use.place AS host,
    use.tool AS program,
    count() AS accesses,
    uniqExact(toDate(use.at)) AS days,
    uniqExactArray(use.subjects) AS customers,
    toInt64(sum(use.rows)) AS rows,
    any(desks.people) AS people_on_host,
    any(usual.hours) AS hours_before,
    any(usual.hosts) AS hosts_before,
    if(
      empty(hours_before), [],
      arraySort(arrayFilter(hour -> NOT has(hours_before, hour), groupUniqArray(toHour(use.at))))
    ) AS odd_hours,
    min(use.at) AS first_at,
    max(use.at) AS last_at
  FROM
  (
    SELECT
      user, at, rows, if(status IN ('denied', 'failed'), [], access.subjects) AS subjects,
      ifNull(host, '') AS place, ifNull(program, ifNull(app, '')) AS tool
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND user_kind = 'service' AND part = 0
    ORDER BY event_id, seen_at
    LIMIT 1 BY event_id
  ) AS use
  LEFT JOIN desks ON desks.host = use.place
  LEFT JOIN usual ON usual.user = use.user
  GROUP BY user, host, program
)
WHERE why != ''
ORDER BY length(why) - length(replaceAll(why, ',', '')) DESC, customers DESC, rows DESC, user, host,
  program
LIMIT {limit:UInt32}
