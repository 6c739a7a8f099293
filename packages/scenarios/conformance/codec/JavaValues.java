import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Java Avro writes values and reads bytes. Each line of standard input is an object: `schema` as text, `value` and
 * `bytes` in hex. Each line of standard output has `written` and `blocks`, the value in bytes as Java writes it, with
 * and without the sizes of blocks; and `read`, the value of the bytes that were given.
 *
 * The notation of a value, so that JSON alters nothing: whole numbers as digits, floating-point ones as the bits that they are,
 * bytes in hex, a map as a list of pairs, a record as the list of its fields, a value of a union as its branch's number
 * and itself. Logical types are what Java's own conversions make of them.
 */
public final class JavaValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final HexFormat HEX = HexFormat.of();

  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      ObjectNode answer = JSON.objectNode();
      try {
        JsonNode question = json.readTree(line);
        Schema schema = new Schema.Parser().parse(question.get("schema").asText());
        Object value = valueOf(schema, question.get("value"));
        answer.put("written", written(schema, value, false));
        answer.put("blocks", written(schema, value, true));
        answer.set("read", notation(schema, read(schema, HEX.parseHex(question.get("bytes").asText()))));
      } catch (Exception failure) {
        answer.put("failure", failure.toString());
      }
      out.println(json.writeValueAsString(answer));
    }
    out.flush();
  }

  private static String written(Schema schema, Object value, boolean inBlocks) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Encoder encoder =
        inBlocks
            ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(bytes, null)
            : EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<Object>(schema).write(value, encoder);
    encoder.flush();
    return HEX.formatHex(bytes.toByteArray());
  }

  private static Object read(Schema schema, byte[] bytes) throws Exception {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    Object value = new GenericDatumReader<Object>(schema).read(null, decoder);
    if (!decoder.isEnd()) throw new IllegalStateException("bytes are left");
    return value;
  }

  private static Object valueOf(Schema schema, JsonNode notation) {
    LogicalType logical = schema.getLogicalType();
    if (logical instanceof LogicalTypes.Decimal) {
      BigDecimal decimal = new BigDecimal(notation.asText()).setScale(((LogicalTypes.Decimal) logical).getScale());
      Conversions.DecimalConversion conversion = new Conversions.DecimalConversion();
      return schema.getType() == Schema.Type.FIXED
          ? conversion.toFixed(decimal, schema, logical)
          : conversion.toBytes(decimal, schema, logical);
    }
    if (isInstant(logical)) {
      Instant instant = Instant.ofEpochMilli(Long.parseLong(notation.asText()));
      return logical instanceof LogicalTypes.TimestampMillis
          ? new TimeConversions.TimestampMillisConversion().toLong(instant, schema, logical)
          : new TimeConversions.TimestampMicrosConversion().toLong(instant, schema, logical);
    }
    if (logical instanceof LogicalTypes.Date) {
      LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(Long.parseLong(notation.asText()), 86_400_000L));
      return new TimeConversions.DateConversion().toInt(day, schema, logical);
    }
    if (isUuid(logical) && schema.getType() == Schema.Type.FIXED) {
      return new Conversions.UUIDConversion().toFixed(UUID.fromString(notation.asText()), schema, logical);
    }
    switch (schema.getType()) {
      case NULL:
        return null;
      case BOOLEAN:
        return notation.asBoolean();
      case INT:
        return Integer.parseInt(notation.asText());
      case LONG:
        return Long.parseLong(notation.asText());
      case FLOAT:
        return Float.intBitsToFloat(Integer.parseUnsignedInt(notation.asText(), 16));
      case DOUBLE:
        return Double.longBitsToDouble(Long.parseUnsignedLong(notation.asText(), 16));
      case STRING:
        return notation.asText();
      case BYTES:
        return ByteBuffer.wrap(HEX.parseHex(notation.asText()));
      case FIXED:
        return new GenericData.Fixed(schema, HEX.parseHex(notation.asText()));
      case ENUM:
        return new GenericData.EnumSymbol(schema, notation.asText());
      case ARRAY:
        List<Object> items = new ArrayList<>();
        for (JsonNode item : notation) items.add(valueOf(schema.getElementType(), item));
        return new GenericData.Array<>(schema, items);
      case MAP:
        Map<String, Object> map = new LinkedHashMap<>();
        for (JsonNode pair : notation) map.put(pair.get(0).asText(), valueOf(schema.getValueType(), pair.get(1)));
        return map;
      case UNION:
        // The branch itself is Java's to find, as it is kfw's.
        return valueOf(schema.getTypes().get(notation.get(0).asInt()), notation.get(1));
      case RECORD:
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
          record.put(field.pos(), valueOf(field.schema(), notation.get(field.pos())));
        }
        return record;
      default:
        throw new IllegalStateException("no such type");
    }
  }

  private static JsonNode notation(Schema schema, Object value) {
    LogicalType logical = schema.getLogicalType();
    if (logical instanceof LogicalTypes.Decimal) {
      Conversions.DecimalConversion conversion = new Conversions.DecimalConversion();
      BigDecimal decimal =
          schema.getType() == Schema.Type.FIXED
              ? conversion.fromFixed((GenericFixed) value, schema, logical)
              : conversion.fromBytes((ByteBuffer) value, schema, logical);
      return JSON.textNode(decimal.toPlainString());
    }
    if (isInstant(logical)) {
      Instant instant =
          logical instanceof LogicalTypes.TimestampMillis
              ? new TimeConversions.TimestampMillisConversion().fromLong((Long) value, schema, logical)
              : new TimeConversions.TimestampMicrosConversion().fromLong((Long) value, schema, logical);
      return JSON.textNode(Long.toString(instant.toEpochMilli()));
    }
    if (logical instanceof LogicalTypes.Date) {
      LocalDate day = new TimeConversions.DateConversion().fromInt((Integer) value, schema, logical);
      return JSON.textNode(Long.toString(day.toEpochDay() * 86_400_000L));
    }
    if (isUuid(logical) && schema.getType() == Schema.Type.FIXED) {
      UUID uuid = new Conversions.UUIDConversion().fromFixed((GenericFixed) value, schema, logical);
      return JSON.textNode(uuid.toString());
    }
    switch (schema.getType()) {
      case NULL:
        return JSON.nullNode();
      case BOOLEAN:
        return JSON.booleanNode((Boolean) value);
      case FLOAT:
        return JSON.textNode(String.format("%08x", Float.floatToRawIntBits((Float) value)));
      case DOUBLE:
        return JSON.textNode(String.format("%016x", Double.doubleToRawLongBits((Double) value)));
      case BYTES:
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return JSON.textNode(HEX.formatHex(bytes));
      case FIXED:
        return JSON.textNode(HEX.formatHex(((GenericFixed) value).bytes()));
      case ARRAY:
        ArrayNode items = JSON.arrayNode();
        for (Object item : (List<?>) value) items.add(notation(schema.getElementType(), item));
        return items;
      case MAP:
        ArrayNode pairs = JSON.arrayNode();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          pairs.add(JSON.arrayNode().add(entry.getKey().toString()).add(notation(schema.getValueType(), entry.getValue())));
        }
        return pairs;
      case UNION:
        int branch = GenericData.get().resolveUnion(schema, value);
        return JSON.arrayNode().add(branch).add(notation(schema.getTypes().get(branch), value));
      case RECORD:
        ArrayNode fields = JSON.arrayNode();
        for (Schema.Field field : schema.getFields()) {
          fields.add(notation(field.schema(), ((GenericData.Record) value).get(field.pos())));
        }
        return fields;
      default:
        return JSON.textNode(value.toString());
    }
  }

  private static boolean isInstant(LogicalType logical) {
    return logical instanceof LogicalTypes.TimestampMillis || logical instanceof LogicalTypes.TimestampMicros;
  }

  private static boolean isUuid(LogicalType logical) {
    return logical != null && logical.getName().equals("uuid");
  }
}
