"""kafka-python: a topic by its name alone, a producer, a group, a record that a compacted topic refuses."""

import json
import sys

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic

brokers, topic, compacted, group = sys.argv[1:5]
count = 500

admin = KafkaAdminClient(bootstrap_servers=brokers)
admin.create_topics([topic])
cleanup = {"cleanup.policy": "compact"}
admin.create_topics([NewTopic(name=compacted, num_partitions=1, replication_factor=1, topic_configs=cleanup)])
described = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, compacted)])

producer = KafkaProducer(bootstrap_servers=brokers)
sent = [producer.send(topic, key=f"k{number % 7}".encode(), value=str(number).encode()) for number in range(count)]
producer.flush(30)
acknowledged = {(future.get(30).partition, future.get(30).offset) for future in sent}

# Five in one batch, the fourth without a key.
batching = KafkaProducer(bootstrap_servers=brokers, linger_ms=200)
batching.partitions_for(compacted)
keyless = [batching.send(compacted, key=None if at == 3 else b"k", value=b"v") for at in range(5)]
batching.flush(30)
refused = []
for at, future in enumerate(keyless):
    try:
        future.get(30)
    except Exception as error:
        refused.append([at, type(error).__name__, str(error).partition("topic partition")[0].strip()])

settings = {"bootstrap_servers": brokers, "group_id": group, "auto_offset_reset": "earliest"}
consumer = KafkaConsumer(topic, enable_auto_commit=False, **settings)
values = set()
while len(values) < count:
    for records in consumer.poll(timeout_ms=500).values():
        values.update(int(record.value) for record in records)
consumer.commit()
committed = sum(consumer.committed(partition) for partition in consumer.assignment())
consumer.close()

print(
    json.dumps(
        {
            "acknowledged": len(acknowledged),
            "values": len(values),
            "committed": committed,
            "cleanup": described["topic"][compacted]["cleanup.policy"],
            "refused": refused,
        }
    )
)
