package io.understudy.streams.intake;

import io.understudy.streams.config.Settings;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Determines a record's segment: the value of a header, or the first part of its key. */
public final class Segmenter {
    /** The segment of what names none. */
    public static final String NONE = "none";

    private static final int LONGEST = 100;

    private final Settings.Segments settings;

    /** As configured. */
    public Segmenter(Settings.Segments settings) {
        this.settings = settings;
    }

    /** A record's segment; null where none are distinguished. */
    String of(SequenceDecoder.Raw raw) {
        if (settings.header().isPresent()) {
            Header header = raw.headers().lastHeader(settings.header().get());
            return named(header == null ? null : header.value(), "");
        }
        return settings.keySeparator()
                .map(separator -> named(raw.key(), separator))
                .orElse(null);
    }

    /** The part of a text before a separator, where it has one. */
    private static String named(byte[] bytes, String separator) {
        String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        int end = separator.isEmpty() ? text.length() : text.indexOf(separator);
        String name = end <= 0 ? "" : text.substring(0, Math.min(end, LONGEST)).strip();
        return name.isEmpty() ? NONE : name;
    }

    /** Headers that say so of a record that is made of others; with a key, the key says it. */
    public Headers headers(String segment) {
        Headers headers = new RecordHeaders();
        settings.header()
                .filter(header -> segment != null && !segment.equals(NONE))
                .ifPresent(header -> headers.add(header, segment.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
