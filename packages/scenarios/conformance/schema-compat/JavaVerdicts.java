import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/**
 * What Java Avro's SchemaCompatibility says of pairs of schemas. Each line of standard input is a list of the texts of
 * a reader and a writer; each line of standard output is the verdict, or why there is none.
 */
public final class JavaVerdicts {
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode pair = json.readTree(line);
      out.println(json.writeValueAsString(verdict(json, pair.get(0).asText(), pair.get(1).asText())));
    }
    out.flush();
  }

  private static ObjectNode verdict(ObjectMapper json, String reader, String writer) {
    ObjectNode answer = json.createObjectNode();
    SchemaCompatibility.SchemaCompatibilityResult result;
    Schema readerSchema;
    Schema writerSchema;
    try {
      readerSchema = new Schema.Parser().parse(reader);
      writerSchema = new Schema.Parser().parse(writer);
    } catch (AvroRuntimeException thrown) {
      return answer.put("invalid", thrown.getMessage());
    }
    try {
      result = SchemaCompatibility.checkReaderWriterCompatibility(readerSchema, writerSchema).getResult();
    } catch (AvroRuntimeException thrown) {
      return answer.put("thrown", thrown.getMessage());
    }
    answer.put(
        "compatible", result.getCompatibility() == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
    ArrayNode found = answer.putArray("found");
    for (SchemaCompatibility.Incompatibility one : result.getIncompatibilities()) {
      found.add(one.getType() + " " + one.getLocation());
    }
    return answer;
  }
}
