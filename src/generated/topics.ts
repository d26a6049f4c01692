// Made by `npm run gen` from infra/kafka/topics.json. DO NOT EDIT.

import type { TopicPlan } from '../ports.ts';

export const topics: readonly TopicPlan[] = [
  {"name":"db-access","partitions":"sources","cleanup":"delete","retention_days":30,"time":"append","records":["AccessEvent"],"doc":"Raw access events, keyed by account."},
  {"name":"people","partitions":1,"cleanup":"compact","time":"append","records":["Person"],"doc":"People and their accounts."},
  {"name":"tickets","partitions":1,"cleanup":"compact","time":"append","records":["Ticket"],"doc":"Tickets, contacts, campaigns and escalations: the reasons to open a record."},
  {"name":"subjects","partitions":1,"cleanup":"compact","time":"append","records":["Subject"],"doc":"Customers."},
  {"name":"assets","partitions":1,"cleanup":"compact","time":"append","records":["Asset"],"doc":"Tables and how sensitive they are."},
  {"name":"access","partitions":"users","cleanup":"delete","retention_days":400,"records":["EnrichedAccess","Explained","Norms","Disposition","Tick"],"doc":"Enriched accesses, keyed by user: the log of truth."},
  {"name":"windows","partitions":"users","cleanup":"delete","retention_days":400,"plain":true,"records":["UserWindow","UserScore","Closed"],"doc":"Closed hours and days of each user."},
  {"name":"anomalies","partitions":"users","cleanup":"delete","retention_days":400,"plain":true,"records":["Anomaly"],"doc":"Verdicts of the detectors."},
  {"name":"team-anomalies","partitions":"users","cleanup":"delete","retention_days":400,"plain":true,"records":["Anomaly"],"doc":"Verdicts about teams, keyed by team."},
  {"name":"incidents","partitions":"users","cleanup":"delete","retention_days":400,"plain":true,"records":["Incident","Settings"],"doc":"What a person is paged for."},
  {"name":"norms","partitions":1,"cleanup":"delete","retention_days":30,"records":["Norms","NormsRound"],"doc":"What is normal, from the population stage."},
  {"name":"dispositions","partitions":1,"cleanup":"delete","retention_days":3650,"records":["Disposition"],"doc":"What those who looked into incidents found them to be, keyed by user."},
  {"name":"dead-letter","partitions":"most","cleanup":"delete","retention_days":90,"records":["DeadLetter"],"doc":"Records that could not be processed, with the reason and the original bytes."},
  {"name":"enrich-state","partitions":"sources","cleanup":"compact","records":["Position","PendingTouch"],"doc":"Positions of enrich and touches that wait for a reason."},
  {"name":"detect-state","partitions":"users","cleanup":"compact","records":["Position","StateMark","StateRow","Norms"],"doc":"Positions and state of detect."},
  {"name":"detect-kept","partitions":"users","cleanup":"delete","retention_days":30,"records":["StateMark","StateRow","Norms"],"doc":"State of detect once a day, all of it: where a replay may begin."},
  {"name":"population-state","partitions":1,"cleanup":"compact","records":["Position","PopulationMark","PopulationGroup"],"doc":"Positions of population in each partition of windows, and what it remembers of groups."},
  {"name":"inband-state","partitions":"users","cleanup":"compact","records":["Position"],"doc":"Positions of what is copied into every partition of access."},
  {"name":"archive-state","partitions":"most","cleanup":"compact","records":["Position"],"doc":"Positions of archive, one per topic under the same partition number."},
  {"name":"ingest-state","partitions":1,"cleanup":"compact","records":["IngestState"],"doc":"How far files were ingested."},
];
