-- What was measured of a call's conversation. docs/records.md says what each column means.

ALTER TABLE call_record ADD COLUMN turns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN turn_sum_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN turn_max_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN heard_after_flush_max_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN marks_sent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN marks_played BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN marks_flushed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN underruns BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN late_releases BIGINT NOT NULL DEFAULT 0;
ALTER TABLE call_record ADD COLUMN latest_ms BIGINT NOT NULL DEFAULT 0;
