// A member of a group of the new protocol (KIP-848). It reads committed messages, commits the offsets that it is told to
// commit, and then stays a member that reads nothing until it is killed. `PARTITION=OFFSET` for each that it commits.

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

class ConsumerProtocolMember {
  public static void main(String[] args) throws Exception {
    String topic = args[1];
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (String each : List.of(args).subList(5, args.length)) {
      String[] parts = each.split("=");
      var partition = new TopicPartition(topic, Integer.parseInt(parts[0]));
      offsets.put(partition, new OffsetAndMetadata(Long.parseLong(parts[1])));
    }
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", args[0], "group.id", args[2], "client.id", args[3], "group.protocol", "consumer",
        "isolation.level", "read_committed", "auto.offset.reset", "earliest", "enable.auto.commit", "false");
    int wanted = Integer.parseInt(args[4]);
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (consumer.assignment().size() < wanted) consumer.poll(Duration.ofMillis(50));
      consumer.pause(consumer.assignment());
      consumer.commitSync(offsets);
      System.out.println("committed");
      while (true) {
        consumer.poll(Duration.ofMillis(100));
        consumer.pause(consumer.assignment());
      }
    }
  }
}
