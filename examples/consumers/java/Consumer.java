// Prints one line of JSON for each incident that somebody is to be told of, and for each anomaly.
// Kafka's own client, Avro and a schema registry; nothing of molecatcher is imported.
//
// At least once, like the consumer in Node beside it: the offset is committed after a record was
// handled, and what is behind this line must ignore those it has had before, by `id`, or `id` and
// `sequence` of an incident.

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

public class Consumer {
  static final String REGISTRY = setting("REGISTRY", "http://127.0.0.1:8081/apis/ccompat/v7");
  static final List<String> SHOWN =
      List.of("id", "user", "because", "sequence", "state", "risk", "headline");
  static final ObjectMapper JSON = new ObjectMapper();
  static final Map<Integer, Schema> SCHEMAS = new HashMap<>();
  static final CountDownLatch ENDED = new CountDownLatch(1);
  static volatile boolean isStopped = false;

  public static void main(String[] words) throws Exception {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", setting("BROKERS", "127.0.0.1:9092"),
            "group.id", setting("GROUP", "pager"),
            // Records of transactions that were given up are never seen.
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false");
    var bytes = new ByteArrayDeserializer();
    var consumer = new KafkaConsumer<byte[], byte[]>(settings, bytes, bytes);
    Runtime.getRuntime().addShutdownHook(new Thread(Consumer::stop));
    try (consumer) {
      consumer.subscribe(List.of(setting("TOPICS", "anomalies,incidents").split(",")));
      while (!isStopped) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          if (isStopped) break;
          handle(record);
          var place = new TopicPartition(record.topic(), record.partition());
          consumer.commitSync(Map.of(place, new OffsetAndMetadata(record.offset() + 1)));
        }
      }
    } finally {
      ENDED.countDown();
    }
  }

  static void handle(ConsumerRecord<byte[], byte[]> message) throws IOException {
    // Several kinds of record may share a topic: the schema says which this is.
    var value = message.value();
    var schema = schemaOf(ByteBuffer.wrap(value).getInt(1));
    var decoder = DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null);
    var record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
    var kind = schema.getFullName();
    var isAnnounced = kind.equals("molecatcher.Incident") && record.get("announced").equals(true);
    if (!isAnnounced && !kind.equals("molecatcher.Anomaly")) return;
    ObjectNode line = JSON.createObjectNode().put("kind", kind);
    for (var name : SHOWN) {
      if (!record.hasField(name)) continue;
      var field = record.get(name);
      line.putPOJO(name, field instanceof CharSequence ? field.toString() : field);
    }
    System.out.println(line);
  }

  static Schema schemaOf(int id) throws IOException {
    var known = SCHEMAS.get(id);
    if (known != null) return known;
    try (var answer = URI.create(REGISTRY + "/schemas/ids/" + id).toURL().openStream()) {
      var schema = new Schema.Parser().parse(JSON.readTree(answer).get("schema").asText());
      SCHEMAS.put(id, schema);
      return schema;
    }
  }

  /** Lets the record at hand be handled and committed before the process ends. */
  static void stop() {
    isStopped = true;
    try {
      ENDED.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static String setting(String name, String usual) {
    return System.getenv().getOrDefault(name, usual);
  }
}
