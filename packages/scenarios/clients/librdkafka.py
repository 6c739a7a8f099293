"""librdkafka by its Python client: admin, an idempotent producer, and two members of a group that commit by hand."""

import json
import sys

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType

brokers, topic, group = sys.argv[1:4]
count = 1000

admin = AdminClient({"bootstrap.servers": brokers})
admin.create_topics([NewTopic(topic, num_partitions=4, replication_factor=1)])[topic].result(30)
resource = ConfigResource(ResourceType.TOPIC, topic)
config = admin.describe_configs([resource])[resource].result(30)

producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True, "linger.ms": 5})
acknowledged = []


def delivered(error, message):
    if error is not None:
        raise RuntimeError(error)
    acknowledged.append((message.partition(), message.offset()))


for number in range(count):
    producer.produce(topic, key=f"k{number % 20}", value=str(number), headers={"n": str(number)}, callback=delivered)
    producer.poll(0)
assert producer.flush(30) == 0


def member():
    settings = {"bootstrap.servers": brokers, "group.id": group, "auto.offset.reset": "earliest"}
    consumer = Consumer({**settings, "enable.auto.commit": False, "session.timeout.ms": 10000})
    consumer.subscribe([topic])
    return consumer


def at_end(consumer):
    assigned = consumer.assignment()
    return assigned and all(p.offset == ends[p.partition] for p in consumer.position(assigned))


members = [member(), member()]
ends = [members[0].get_watermark_offsets(TopicPartition(topic, p), timeout=30)[1] for p in range(4)]
values = []
per_member = [0, 0]
turns = 0
# Until both have joined and stand at the ends of what they share: the first may have read all before the second joined,
# and while it waits in a rebalance it is answered nothing else.
while not all(at_end(consumer) for consumer in members) and turns < 1200:
    turns += 1
    for index, consumer in enumerate(members):
        for message in consumer.consume(200, timeout=0.05):
            if message.error():
                raise RuntimeError(message.error())
            values.append(int(message.value()))
            per_member[index] += 1
# Partitions may have moved before anything was committed: repeats are not a fault of the broker.
for consumer in members:
    assigned = consumer.assignment()
    if assigned:
        consumer.commit(offsets=consumer.position(assigned), asynchronous=False)
assignments = [sorted(p.partition for p in consumer.assignment()) for consumer in members]
committed = members[0].committed([TopicPartition(topic, p) for p in range(4)], timeout=30)
for consumer in members:
    consumer.close()

print(
    json.dumps(
        {
            "acknowledged": len(set(acknowledged)),
            "values": len(set(values)),
            "assignments": sorted(sum(assignments, [])),
            "committed": [p.offset for p in committed],
            "ends": ends,
            "cleanup": config["cleanup.policy"].value,
        }
    )
)
