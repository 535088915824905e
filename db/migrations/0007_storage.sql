-- Every key is wrapped anew each week. With half of each page free the new version of a row lies in the page of the old one: no index
-- changes, and the log gets 43 % less (docs/decisions/056-rewrapping.md).
ALTER TABLE keystore.subject_key SET (fillfactor = 45);
--> statement-breakpoint
-- Who was asked about, for two days: a copy of the write-ahead log would keep it for longer. A server that fails empties the table
-- (docs/decisions/086-replayed-day.md).
ALTER TABLE allowed_decision SET UNLOGGED;
