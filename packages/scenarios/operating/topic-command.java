// Kafka's own TopicCommand, once per line of standard input, in one JVM: 500 topics take seconds instead of minutes.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.TopicCommand;

class TopicCommands {
  public static void main(String[] args) throws Exception {
    // The tool ends the JVM after each command; only a failed one may.
    Exit.setExitProcedure((status, message) -> {
      if (status != 0) Runtime.getRuntime().halt(status);
    });
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      TopicCommand.main(line.split(" "));
    }
  }
}
