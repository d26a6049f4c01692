// What the scribe, who may add to hunt_log, may not do: to look at what was asked, to change it, to
// date it, or to get at anything else. For tests of the embedded engine's users and of those of
// docker-compose.yml.

/** Not allowed, or a limit that stays as it is. */
export const scribeDenied = /Not enough privileges|should not be changed/;

const add = 'INSERT INTO hunt_log (author)';

/** What is tried, and by which statement. */
export const scribeTries: readonly (readonly [tries: string, sql: string])[] = [
  ['date a question', "INSERT INTO hunt_log (at, author) VALUES ('2020-01-01 00:00:00', 'kim')"],
  ['add whole rows', "INSERT INTO hunt_log VALUES (now64(3), 'kim', 'sql', 'SELECT 1', map())"],
  ['count questions', 'SELECT count() FROM hunt_log'],
  ['read a question', 'SELECT question FROM hunt_log'],
  ['read when', 'SELECT at FROM hunt_log'],
  ['copy who asked', `${add} SELECT author FROM hunt_log`],
  ['rewrite who asked', "ALTER TABLE hunt_log UPDATE author = 'kim' WHERE 1"],
  ['rewrite it lightly', "UPDATE hunt_log SET author = 'kim' WHERE 1"],
  ['remove a question', 'ALTER TABLE hunt_log DELETE WHERE 1'],
  ['remove it lightly', 'DELETE FROM hunt_log WHERE 1'],
  ['let questions expire', 'ALTER TABLE hunt_log MODIFY TTL toDateTime(at) + INTERVAL 1 DAY'],
  ['change the time of later ones', 'ALTER TABLE hunt_log MODIFY COLUMN at DEFAULT now64(3) - 9e5'],
  ['empty the table', 'TRUNCATE TABLE hunt_log'],
  ['drop the table', 'DROP TABLE hunt_log'],
  ['put the table aside', 'RENAME TABLE hunt_log TO other'],
  ['drop its parts', 'ALTER TABLE hunt_log DROP PARTITION tuple()'],
  ['read accesses', 'SELECT count() FROM access'],
  ['keep what others read', `${add} SELECT user FROM access`],
  ['add to another table', "INSERT INTO people (id) VALUES ('kim')"],
  ['say that a table is made', "INSERT INTO migrations (name) VALUES ('x')"],
  ['make a table', 'CREATE TABLE other (a Int8) ENGINE = Memory'],
  ['make a view', 'CREATE VIEW other AS SELECT 1'],
  ['see who else there is', 'SELECT * FROM system.users'],
  ['see what others ask', 'SELECT query FROM system.processes'],
  ['read a file as a table', `${add} SELECT a FROM file('/etc/passwd', LineAsString, 'a String')`],
  ['write a file', "INSERT INTO FUNCTION file('x.csv', CSV, 'a Int8') VALUES (1)"],
  ['lift a limit', `${add} SELECT 'kim' SETTINGS max_execution_time = 0`],
  ['lift another', `${add} SELECT 'kim' SETTINGS max_memory_usage = 0`],
];
