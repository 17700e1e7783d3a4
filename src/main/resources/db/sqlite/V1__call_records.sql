-- Times are milliseconds since 1970, UTC. docs/records.md says what each column means.

CREATE TABLE call_record (
    call_sid          VARCHAR(64)  PRIMARY KEY,
    revision          INTEGER      NOT NULL,
    node              VARCHAR(255) NOT NULL,
    account_sid       VARCHAR(64)  NOT NULL,
    placed            BOOLEAN      NOT NULL,
    pool              VARCHAR(255) NOT NULL,
    caller            VARCHAR(255) NOT NULL,
    called            VARCHAR(255) NOT NULL,
    outcome           VARCHAR(32)  NOT NULL,
    cause             VARCHAR(64),
    detail            VARCHAR(500),
    ended_by          VARCHAR(16),
    came_ms           BIGINT       NOT NULL,
    admitted_ms       BIGINT,
    started_ms        BIGINT,
    agent_ready_ms    BIGINT,
    first_audio_ms    BIGINT,
    ended_ms          BIGINT,
    streams           INTEGER      NOT NULL,
    agent_call_ids    VARCHAR(1000) NOT NULL,
    interruptions     INTEGER      NOT NULL,
    keys_pressed      INTEGER      NOT NULL,
    tool_calls        INTEGER      NOT NULL,
    transfers         INTEGER      NOT NULL,
    caller_dropped_ms BIGINT       NOT NULL,
    agent_dropped_ms  BIGINT       NOT NULL,
    flushed_ms        BIGINT       NOT NULL,
    events            INTEGER      NOT NULL,
    events_lost       INTEGER      NOT NULL
);

CREATE INDEX call_record_came ON call_record (came_ms, call_sid);
CREATE INDEX call_record_open ON call_record (node) WHERE ended_ms IS NULL;

CREATE TABLE call_event (
    call_sid VARCHAR(64) NOT NULL,
    position INTEGER     NOT NULL,
    at_ms    BIGINT      NOT NULL,
    body     TEXT        NOT NULL,
    PRIMARY KEY (call_sid, position)
);

CREATE TABLE outbox (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         VARCHAR(160) NOT NULL UNIQUE,
    call_sid   VARCHAR(64)  NOT NULL,
    node       VARCHAR(255) NOT NULL,
    type       VARCHAR(64)  NOT NULL,
    body       TEXT         NOT NULL,
    state      VARCHAR(16)  NOT NULL,
    created_ms BIGINT       NOT NULL,
    attempts   INTEGER      NOT NULL,
    next_ms    BIGINT       NOT NULL,
    done_ms    BIGINT,
    last_error VARCHAR(255)
);

CREATE INDEX outbox_due ON outbox (node, state, next_ms);
CREATE INDEX outbox_of_call ON outbox (call_sid, seq);
