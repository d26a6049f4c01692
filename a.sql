-- title: Who has read the most customers?
-- theme: theft
-- attack: T1213
-- why: Why anybody would want to know.
-- reading: How to read the answer, and what to do next.
-- benign: Honest work that looks the same.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: limit UInt32 = 20 | Most people to show
-- columns: user, customers
SELECT user, uniqExact(subject) AS customers
FROM access_by_subject
WHERE at >= {since:DateTime64(3, 'UTC')}
GROUP BY user
ORDER BY customers DESC, user
LIMIT {limit:UInt32}
