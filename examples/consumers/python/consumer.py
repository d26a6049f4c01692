"""Prints one line of JSON for each incident that somebody is to be told of, and for each anomaly.

confluent-kafka and a schema registry; nothing of molecatcher is imported. At least once, like the
consumer in Node beside it: the offset is committed after a record was handled, and what is behind
this line must ignore those it has had before, by `id`, or `id` and `sequence` of an incident.
"""

import functools
import io
import json
import os
import signal
import urllib.request

import confluent_kafka
import fastavro

REGISTRY = os.environ.get("REGISTRY", "http://127.0.0.1:8081/apis/ccompat/v7")
SHOWN = ["id", "user", "because", "sequence", "state", "risk", "headline"]


@functools.cache
def schema_of(schema_id: int) -> dict:
    with urllib.request.urlopen(f"{REGISTRY}/schemas/ids/{schema_id}", timeout=10) as answer:
        return fastavro.parse_schema(json.loads(json.load(answer)["schema"]))


def handle(value: bytes) -> None:
    # Several kinds of record may share a topic: the schema says which this is.
    schema = schema_of(int.from_bytes(value[1:5], "big"))
    record = fastavro.schemaless_reader(io.BytesIO(value[5:]), schema, None)
    kind = schema["name"]
    if kind == "molecatcher.Anomaly" or (kind == "molecatcher.Incident" and record["announced"]):
        shown = {name: record[name] for name in SHOWN if name in record}
        print(json.dumps({"kind": kind, **shown}), flush=True)


consumer = confluent_kafka.Consumer(
    {
        "bootstrap.servers": os.environ.get("BROKERS", "127.0.0.1:9092"),
        "group.id": os.environ.get("GROUP", "pager"),
        # Records of transactions that were given up are never seen.
        "isolation.level": "read_committed",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    }
)
consumer.subscribe(os.environ.get("TOPICS", "anomalies,incidents").split(","))
is_stopped = False


def stop(*_: object) -> None:
    global is_stopped
    is_stopped = True


signal.signal(signal.SIGINT, stop)
signal.signal(signal.SIGTERM, stop)
while not is_stopped:
    message = consumer.poll(0.5)
    if message is None:
        continue
    if message.error() is not None:
        raise confluent_kafka.KafkaException(message.error())
    handle(message.value())
    consumer.commit(message=message, asynchronous=False)
consumer.close()
