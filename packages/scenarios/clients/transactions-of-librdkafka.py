"""librdkafka's transactional producer: aborts, commits with offsets of a group, is fenced by a second one."""

import json
import sys
from collections import Counter

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

brokers, topic, group, transactional_id = sys.argv[1:5]
count = 200


def producer():
    made = Producer({"bootstrap.servers": brokers, "transactional.id": transactional_id, "compression.type": "gzip"})
    made.init_transactions(30)
    return made


def send(to, word):
    for at in range(count):
        to.produce(topic, key=f"k{at}", value=word)
    assert to.flush(30) == 0


def reader(name, isolation="read_committed"):
    settings = {"bootstrap.servers": brokers, "group.id": name, "enable.auto.commit": False}
    return Consumer({**settings, "isolation.level": isolation, "enable.partition.eof": True, "check.crcs": True})


def read(isolation):
    consumer = reader(f"{group}-{isolation}", isolation)
    consumer.assign([TopicPartition(topic, partition, 0) for partition in range(3)])
    values = Counter()
    ended = set()
    while len(ended) < 3:
        message = consumer.poll(10)
        if message is None:
            raise RuntimeError("nothing came for ten seconds")
        if message.error():
            ended.add(message.partition())
        else:
            values[message.value().decode()] += 1
    consumer.close()
    return dict(values)


member = reader(group)
metadata = member.consumer_group_metadata()

first = producer()
first.begin_transaction()
send(first, "aborted")
first.send_offsets_to_transaction([TopicPartition(topic, 0, 3)], metadata, 30)
first.abort_transaction(30)
first.begin_transaction()
send(first, "committed")
first.send_offsets_to_transaction([TopicPartition(topic, 0, 7)], metadata, 30)
first.commit_transaction(30)
offset = -1001
while offset < 0:
    # A cluster gives the group its offsets behind the answer to the commit.
    [found] = member.committed([TopicPartition(topic, 0)], timeout=30)
    offset = found.offset
member.close()
first.begin_transaction()
send(first, "fenced")
while_open = read("read_committed")

second = producer()
try:
    first.commit_transaction(30)
    fenced = False
except KafkaException as error:
    fenced = error.args[0].fatal()
second.begin_transaction()
send(second, "kept")
second.commit_transaction(30)

print(
    json.dumps(
        {
            "offset": offset,
            "while_open": while_open,
            "fenced": fenced,
            "committed": read("read_committed"),
            "all": read("read_uncommitted"),
        }
    )
)
