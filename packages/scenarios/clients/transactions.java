// The life of Java's transactional producer: aborts, commits with the offsets of a consumer, goes on after an error, is
// fenced by a second one, leaves a transaction open for the broker to abort; and what readers see of it.

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
  static final Duration A_MOMENT = Duration.ofMillis(100);
  static String brokers;
  static String topic;

  static KafkaProducer<String, String> producer(String id, int timeoutMs) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers, "transactional.id", id, "transaction.timeout.ms", timeoutMs,
            "compression.type", "gzip", "max.block.ms", 20_000);
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException error) {
      producer.close(Duration.ZERO);
      throw error;
    }
    return producer;
  }

  static KafkaConsumer<String, String> consumer(String isolation, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", brokers, "isolation.level", isolation));
    settings.putAll(more);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  static void send(KafkaProducer<String, String> producer, String word, int count) {
    for (int at = 0; at < count; at++) producer.send(new ProducerRecord<>(topic, "k" + at, word));
    producer.flush();
  }

  /** How often each value is seen up to the end that this isolation has. */
  static Map<String, Long> read(String isolation) {
    try (KafkaConsumer<String, String> consumer = consumer(isolation, Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream().map(one -> new TopicPartition(topic, one.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<String> values = new ArrayList<>();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        consumer.poll(A_MOMENT).forEach(record -> values.add(record.value()));
      }
      return values.stream().collect(Collectors.groupingBy(value -> value, TreeMap::new, Collectors.counting()));
    }
  }

  /** Waits until a reader of committed records sees the value. */
  static Map<String, Long> readUntilSeen(String value) {
    Map<String, Long> seen = read("read_committed");
    while (!seen.containsKey(value)) seen = read("read_committed");
    return seen;
  }

  static String failureOf(Callable<?> work) throws Exception {
    try {
      return "none, but " + work.call();
    } catch (KafkaException error) {
      return error.getClass().getSimpleName();
    }
  }

  static Callable<?> asCall(Runnable work) {
    return () -> {
      work.run();
      return "done";
    };
  }

  public static void main(String[] args) throws Exception {
    brokers = args[0];
    topic = args[1];
    String group = args[2];
    String id = args[3];
    TopicPartition partition = new TopicPartition(topic, 0);

    System.out.println("too long a timeout " + failureOf(() -> producer(id + "-long", 3_600_000)));
    KafkaProducer<String, String> first = producer(id, 60_000);
    first.beginTransaction();
    send(first, "aborted", COUNT);
    first.abortTransaction();
    first.beginTransaction();
    send(first, "committed", COUNT);
    first.commitTransaction();

    Map<String, Object> ofGroup =
        Map.of("group.id", group, "auto.offset.reset", "earliest", "enable.auto.commit", false);
    try (KafkaConsumer<String, String> member = consumer("read_committed", ofGroup)) {
      member.subscribe(List.of(topic));
      int polled = 0;
      while (polled < COUNT) polled += member.poll(A_MOMENT).count();
      for (long offset : new long[] {3, 7}) {
        first.beginTransaction();
        send(first, "with offset " + offset, 1);
        first.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(offset)), member.groupMetadata());
        // Nobody knows yet what is committed.
        System.out.println("pending " + failureOf(() -> member.committed(java.util.Set.of(partition), A_MOMENT.multipliedBy(5))));
        if (offset == 7) first.commitTransaction();
        else first.abortTransaction();
        System.out.println("offset " + member.committed(java.util.Set.of(partition)).get(partition));
      }
      first.beginTransaction();
      ConsumerGroupMetadata stranger = new ConsumerGroupMetadata(group, 99, "a stranger", Optional.empty());
      System.out.println("stranger " + failureOf(asCall(() ->
          first.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(9)), stranger))));
      first.abortTransaction();
    }

    // What no topic takes makes an error that an abort is enough for: the producer goes on in a new epoch.
    first.beginTransaction();
    send(first, "before the error", COUNT);
    String noise = new Random(1).ints(20_000, '!', '~').mapToObj(Character::toString).collect(Collectors.joining());
    first.send(new ProducerRecord<>(topic, "k0", noise));
    first.flush();
    // The producer is told of the error a moment after its caller.
    String failure = "none";
    while (failure.startsWith("none")) {
      failure = failureOf(() -> first.send(new ProducerRecord<>(topic, "k0", "before the error")));
    }
    System.out.println("too large " + failureOf(asCall(first::commitTransaction)));
    first.abortTransaction();
    first.beginTransaction();
    send(first, "behind the error", COUNT);
    first.commitTransaction();

    first.beginTransaction();
    send(first, "fenced", COUNT);
    KafkaProducer<String, String> second = producer(id, 60_000);
    System.out.println("fenced " + failureOf(asCall(first::commitTransaction)));
    first.close(Duration.ZERO);
    second.beginTransaction();
    send(second, "of the second", COUNT);
    second.commitTransaction();

    // This one goes away without a word, and what lies behind its transaction waits for the end of its time.
    KafkaProducer<String, String> lost = producer(id + "-lost", 2_000);
    lost.beginTransaction();
    send(lost, "lost", COUNT);
    lost.close(Duration.ZERO);
    second.beginTransaction();
    send(second, "behind the lost", COUNT);
    second.commitTransaction();
    second.close();
    System.out.println("while open " + read("read_committed").containsKey("behind the lost"));
    System.out.println("in the end " + readUntilSeen("behind the lost"));
    try (KafkaProducer<String, String> next = producer(id + "-lost", 2_000)) {
      next.beginTransaction();
      send(next, "of the next", 1);
      next.commitTransaction();
    }
    System.out.println("of all " + readUntilSeen("of the next").keySet().size() + " of " + read("read_uncommitted").keySet().size());
  }
}
