// Java's transactional producer: aborts, commits with offsets of a group, is fenced by a second one; and what readers see.

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

class Transactions {
  static final int COUNT = 200;
  static String brokers;
  static String topic;

  static KafkaProducer<String, String> producer(String id) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers, "transactional.id", id, "compression.type", "gzip");
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    producer.initTransactions();
    return producer;
  }

  static void send(KafkaProducer<String, String> producer, String word, int count) {
    for (int at = 0; at < count; at++) producer.send(new ProducerRecord<>(topic, "k" + at, word));
    producer.flush();
  }

  /** How often each value is seen up to the end that this isolation has. */
  static Map<String, Long> read(String isolation) {
    Map<String, Object> settings = Map.of("bootstrap.servers", brokers, "isolation.level", isolation);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream().map(one -> new TopicPartition(topic, one.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<String> values = new ArrayList<>();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      return values.stream().collect(Collectors.groupingBy(value -> value, java.util.TreeMap::new, Collectors.counting()));
    }
  }

  static Object committed(String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      OffsetAndMetadata offset = null;
      // Kafka gives the group its offsets behind the answer to the commit.
      for (int asked = 0; offset == null && asked < 100; asked++) {
        offset = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get()
            .get(new TopicPartition(topic, 0));
        if (offset == null) Thread.sleep(50);
      }
      return offset == null ? null : offset.offset();
    }
  }

  public static void main(String[] args) throws Exception {
    brokers = args[0];
    topic = args[1];
    String group = args[2];
    String id = args[3];
    Map<TopicPartition, OffsetAndMetadata> offsets =
        Collections.singletonMap(new TopicPartition(topic, 0), new OffsetAndMetadata(7));

    KafkaProducer<String, String> first = producer(id);
    first.beginTransaction();
    send(first, "aborted", COUNT);
    first.sendOffsetsToTransaction(
        Collections.singletonMap(new TopicPartition(topic, 0), new OffsetAndMetadata(3)), new ConsumerGroupMetadata(group));
    first.abortTransaction();
    first.beginTransaction();
    send(first, "committed", COUNT);
    first.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(group));
    first.commitTransaction();
    System.out.println("offset " + committed(group));
    first.beginTransaction();
    send(first, "fenced", COUNT);
    System.out.println("while open " + read("read_committed"));

    KafkaProducer<String, String> second = producer(id);
    try {
      first.commitTransaction();
      System.out.println("committed by whom it was taken from");
    } catch (KafkaException error) {
      System.out.println("fenced " + error.getClass().getSimpleName());
    }
    second.beginTransaction();
    send(second, "kept", COUNT);
    second.commitTransaction();
    first.close(Duration.ZERO);
    second.close();
    System.out.println("in the end " + read("read_committed"));
    System.out.println("of all " + read("read_uncommitted"));
  }
}
