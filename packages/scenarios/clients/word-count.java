// Kafka Streams counts words, as its own demo does, exactly once: each count goes to a topic. After a number of them it says
// so, and may be told to halt then: the thread that sent the last one does nothing more, with its transaction open.

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;

class WordCount {
  static Properties settings(String brokers, String application, String folder) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    settings.put("application.id", application);
    settings.put("processing.guarantee", "exactly_once_v2");
    settings.put("num.stream.threads", 2);
    settings.put("commit.interval.ms", 200);
    settings.put("repartition.purge.interval.ms", 200);
    settings.put("statestore.cache.max.bytes", 0);
    settings.put("dsl.store.suppliers.class", BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
    settings.put("default.key.serde", Serdes.String().getClass());
    settings.put("default.value.serde", Serdes.String().getClass());
    settings.put("state.dir", folder);
    settings.put("consumer.auto.offset.reset", "earliest");
    // Who is killed is missed after these, and not after 45 and 10 seconds.
    settings.put("consumer.session.timeout.ms", 3000);
    settings.put("consumer.heartbeat.interval.ms", 500);
    settings.put("producer.transaction.timeout.ms", 3000);
    return settings;
  }

  public static void main(String[] args) {
    long enough = Long.parseLong(args[5]);
    boolean halts = args[6].equals("halt");
    AtomicLong counted = new AtomicLong();
    StreamsBuilder builder = new StreamsBuilder();
    KStream<String, String> lines = builder.stream(args[2]);
    KStream<String, Long> counts =
        lines
            .flatMapValues(line -> Arrays.asList(line.toLowerCase(Locale.ROOT).split("\\W+")))
            .groupBy((key, word) -> word)
            .count()
            .toStream();
    counts.to(args[3], Produced.with(Serdes.String(), Serdes.Long()));
    counts.foreach((word, count) -> {
      if (counted.incrementAndGet() != enough) return;
      System.out.println("counted enough");
      if (!halts) return;
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException error) {
        throw new IllegalStateException(error);
      }
    });

    KafkaStreams streams = new KafkaStreams(builder.build(), settings(args[0], args[1], args[4]));
    streams.setStateListener((now, before) -> System.out.println(now));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10))));
    streams.start();
  }
}
