import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericArray;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * What Java Avro's reader makes of bytes. Each line of standard input is a list of the texts of a writer and a reader
 * and a list of bodies in hex; each line of standard output is a list with an answer for each body: {"value": …}, where
 * what JSON cannot hold says what it is, or {"error": …}. The line is null where it takes one of the schemas for none.
 */
public final class JavaReader {
  private static final JsonNodeFactory nodes = JsonNodeFactory.instance;

  /** Avro 1.12.0 by itself keeps lists of doubles as floats. */
  private static final GenericData data =
      new GenericData() {
        @Override
        public Object newArray(Object old, int size, Schema schema) {
          return new GenericData.Array<Object>(size, schema);
        }
      };

  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode question = json.readTree(line);
      out.println(json.writeValueAsString(answers(question)));
    }
    out.flush();
  }

  private static JsonNode answers(JsonNode question) {
    Schema writer;
    Schema reader;
    try {
      writer = new Schema.Parser().parse(question.get(0).asText());
      reader = new Schema.Parser().parse(question.get(1).asText());
    } catch (AvroRuntimeException invalid) {
      return nodes.nullNode();
    }
    ArrayNode answers = nodes.arrayNode();
    for (JsonNode body : question.get(2)) answers.add(read(writer, reader, body.asText()));
    return answers;
  }

  private static JsonNode read(Schema writer, Schema reader, String hex) {
    ObjectNode answer = nodes.objectNode();
    try {
      BinaryDecoder bytes = DecoderFactory.get().binaryDecoder(HexFormat.of().parseHex(hex), null);
      Object datum = new GenericDatumReader<Object>(writer, reader, data).read(null, bytes);
      if (!bytes.isEnd()) throw new IllegalStateException("trailing data");
      answer.set("value", written(reader, datum));
    } catch (Exception | StackOverflowError thrown) {
      answer.put("error", thrown.toString());
    }
    return answer;
  }

  private static JsonNode written(Schema schema, Object datum) {
    switch (schema.getType()) {
      case UNION:
        return written(schema.getTypes().get(data.resolveUnion(schema, datum)), datum);
      case NULL:
        return nodes.nullNode();
      case BOOLEAN:
        return nodes.booleanNode((Boolean) datum);
      case INT:
      case LONG:
        return tagged(schema, "integer", datum.toString());
      case FLOAT:
        return tagged(schema, "double", bits(((Float) datum).doubleValue()));
      case DOUBLE:
        return tagged(schema, "double", bits((Double) datum));
      case FIXED:
        return tagged(schema, "bytes", HexFormat.of().formatHex(((GenericFixed) datum).bytes()));
      case BYTES:
        ByteBuffer buffer = ((ByteBuffer) datum).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return tagged(schema, "bytes", HexFormat.of().formatHex(bytes));
      case STRING:
      case ENUM:
        return nodes.textNode(datum.toString());
      case ARRAY:
        ArrayNode items = nodes.arrayNode();
        for (Object item : (GenericArray<?>) datum) items.add(written(schema.getElementType(), item));
        return items;
      case MAP:
        ObjectNode values = nodes.objectNode();
        ((Map<?, ?>) datum).forEach((key, value) -> values.set(key.toString(), written(schema.getValueType(), value)));
        return nodes.objectNode().set("fields", values);
      default:
        ObjectNode fields = nodes.objectNode();
        IndexedRecord record = (IndexedRecord) datum;
        for (Schema.Field field : schema.getFields()) {
          fields.set(field.name(), written(field.schema(), record.get(field.pos())));
        }
        return nodes.objectNode().set("fields", fields);
    }
  }

  /** With the logical type, which this reader leaves alone. */
  private static JsonNode tagged(Schema schema, String tag, String text) {
    ObjectNode node = nodes.objectNode().put(tag, text);
    if (schema.getProp("logicalType") == null) return node;
    Object scale = schema.getObjectProp("scale");
    Object precision = schema.getObjectProp("precision");
    return node.put("logical", schema.getProp("logicalType"))
        .put("scale", scale == null ? 0 : (Integer) scale)
        .put("precision", precision == null ? 0 : (Integer) precision);
  }

  private static String bits(double value) {
    return HexFormat.of().toHexDigits(Double.doubleToLongBits(value));
  }
}
