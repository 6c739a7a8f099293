// Java consumers with a group.instance.id: they restart without a rebalance, are fenced when there are two of one, and
// are removed by an admin.

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

class StaticMembership {
  static String brokers;
  static String topic;
  static String group;

  /** A consumer that polls until it is stopped, and then does not leave its group. */
  static class Instance extends Thread implements ConsumerRebalanceListener {
    final KafkaConsumer<String, String> consumer;
    final String name;
    volatile boolean stopped;
    volatile Set<Integer> partitions = Set.of();
    volatile int generation;
    volatile int revocations;
    volatile Exception failure;

    Instance(String name) {
      this.name = name;
      consumer = new KafkaConsumer<>(
          Map.of("bootstrap.servers", brokers, "group.id", group, "group.instance.id", name,
              "session.timeout.ms", 30_000, "heartbeat.interval.ms", 200, "auto.offset.reset", "earliest"),
          new StringDeserializer(), new StringDeserializer());
      start();
    }

    @Override
    public void run() {
      try (consumer) {
        consumer.subscribe(List.of(topic), this);
        while (!stopped) consumer.poll(Duration.ofMillis(50));
      } catch (Exception error) {
        failure = error;
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> given) {
      Set<Integer> all = new TreeSet<>();
      for (TopicPartition one : given) all.add(one.partition());
      generation = consumer.groupMetadata().generationId();
      partitions = all;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> taken) {
      if (!stopped) revocations += 1;
    }

    void end() throws InterruptedException {
      stopped = true;
      join();
    }
  }

  static void until(String what, BooleanSupplier happened) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > end) throw new IllegalStateException("not within 30 seconds: " + what);
      Thread.sleep(20);
    }
  }

  /** Ends an instance and starts it anew; says what has become of it, and whether `other` was disturbed. */
  static Instance restart(Instance before, Instance other) throws InterruptedException {
    int disturbed = other.revocations;
    before.end();
    Instance after = new Instance(before.name);
    until("partitions of " + before.name, () -> !after.partitions.isEmpty());
    System.out.println("restarted " + before.name + ": its partitions " + after.partitions.equals(before.partitions)
        + ", its generation " + (after.generation == before.generation)
        + ", others disturbed " + (other.revocations - disturbed));
    return after;
  }

  static List<String> members(Admin admin) throws Exception {
    List<String> names = new ArrayList<>();
    for (MemberDescription one : admin.describeConsumerGroups(List.of(group)).all().get().get(group).members()) {
      names.add(one.groupInstanceId().orElse("dynamic") + " " + one.assignment().topicPartitions().size());
    }
    names.sort(null);
    return names;
  }

  static String removed(Admin admin, String name) throws Exception {
    var options = new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(name)));
    try {
      admin.removeMembersFromConsumerGroup(group, options).memberResult(new MemberToRemove(name)).get();
      return "removed";
    } catch (ExecutionException error) {
      return error.getCause().getClass().getSimpleName();
    }
  }

  public static void main(String[] args) throws Exception {
    brokers = args[0];
    topic = args[1];
    group = args[2];
    Instance one = new Instance("one");
    until("all partitions", () -> one.partitions.size() == 4);
    Instance two = new Instance("two");
    until("half of the partitions", () -> one.partitions.size() == 2 && two.partitions.size() == 2);
    Instance secondOne = restart(one, two);
    Instance secondTwo = restart(two, secondOne);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      System.out.println("members " + members(admin));
      Instance usurper = new Instance("two");
      until("the first of two is fenced", () -> secondTwo.failure != null);
      until("its partitions are taken over", () -> usurper.partitions.size() == 2);
      System.out.println("used twice: " + secondTwo.failure.getClass().getSimpleName()
          + ", its partitions " + usurper.partitions.equals(secondTwo.partitions)
          + ", others disturbed " + secondOne.revocations);
      usurper.end();
      System.out.println("after its end " + members(admin));
      System.out.println("by an admin: " + removed(admin, "two") + ", again: " + removed(admin, "two"));
      until("all partitions are the last one's", () -> secondOne.partitions.size() == 4);
      System.out.println("left " + members(admin));
    }
    secondOne.end();
  }
}
