"""aiokafka: a transactional producer, and two members of a group that read what was committed."""

import asyncio
import json
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

brokers, topic, group, transactional_id = sys.argv[1:5]
count = 300


async def main():
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    await admin.start()
    await admin.create_topics([NewTopic(name=topic, num_partitions=4, replication_factor=1)])

    producer = AIOKafkaProducer(bootstrap_servers=brokers, transactional_id=transactional_id)
    await producer.start()
    for number in range(count):
        if number % 100 == 0:
            await producer.begin_transaction()
        await producer.send_and_wait(topic, str(number).encode(), key=f"k{number % 7}".encode())
        if number % 100 == 99:
            await (producer.abort_transaction() if number == 199 else producer.commit_transaction())
    await producer.stop()

    settings = {"bootstrap_servers": brokers, "group_id": group, "auto_offset_reset": "earliest"}
    members = [
        AIOKafkaConsumer(topic, isolation_level="read_committed", enable_auto_commit=False, **settings) for _ in range(2)
    ]
    await asyncio.gather(*(member.start() for member in members))
    values = set()
    while len(values) < count - 100:
        for member in members:
            for records in (await member.getmany(timeout_ms=100)).values():
                values.update(int(record.value) for record in records)
    assignments = sorted(partition.partition for member in members for partition in member.assignment())
    for member in members:
        await member.commit()
        await member.stop()
    await admin.close()
    print(json.dumps({"values": len(values), "aborted": sum(100 <= value < 200 for value in values), "assignments": assignments}))


asyncio.run(main())
