-- A table of all messages in ClickHouse, loaded from what `nldissect export` wrote into DIR.
-- Files are looked for below the server's user_files; s3('https://.../DIR/messages/...') takes the same pattern.

CREATE TABLE messages
(
    day Date,
    host LowCardinality(String),
    capture LowCardinality(String),
    file LowCardinality(String),
    number UInt64,
    frame UInt64,
    time DateTime64(6, 'UTC'),
    time_ns Int64,
    interface LowCardinality(Nullable(String)),
    protocol LowCardinality(String),
    family LowCardinality(String),
    type LowCardinality(String),
    type_number Nullable(UInt16),
    flags Nullable(UInt16),
    seq Nullable(UInt32),
    port Nullable(UInt32),
    length UInt32,
    errno Nullable(Int64),
    error LowCardinality(Nullable(String)),
    direction LowCardinality(String),
    role LowCardinality(String),
    call Nullable(UInt32),
    call_state LowCardinality(Nullable(String)),
    call_latency Nullable(Int64),
    process LowCardinality(Nullable(String)),
    process_id Nullable(UInt32),
    object LowCardinality(String),
    issues LowCardinality(Nullable(String))
)
ENGINE = ReplacingMergeTree -- a capture may be loaded again
PARTITION BY day
ORDER BY (host, capture, number);

INSERT INTO messages
SELECT
    day, host, capture, file, number, frame, time, time_ns, interface, protocol, family, type, type_number, flags, seq,
    port, length, errno, error, direction, role, call, call_state, call_latency, process, process_id, object, issues
FROM file('DIR/messages/day=*/host=*/*.parquet', Parquet)
SETTINGS use_hive_partitioning = 1;
