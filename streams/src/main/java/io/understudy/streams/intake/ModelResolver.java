package io.understudy.streams.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Determines which model a record is for. Where there may be several it says so itself: in a header, else in its
 * CloudEvent, else in the field {@code model} of its JSON.
 */
public final class ModelResolver {
    private static final String FIELD = "model";
    private static final int LONGEST = 100;

    private final Optional<String> header;
    private final Function<String, Manifest> models;

    private ModelResolver(Optional<String> header, Function<String, Manifest> models) {
        this.header = header;
        this.models = models;
    }

    /** All records are for one model, whatever they name. */
    public static ModelResolver only(Supplier<Manifest> model) {
        return new ModelResolver(Optional.empty(), named -> model.get());
    }

    /**
     * Records name their model.
     *
     * @param header that they name it in
     * @param models manifests by name; throws {@link InvalidInputException} where there is no such model
     */
    public static ModelResolver named(String header, Function<String, Manifest> models) {
        return new ModelResolver(Optional.of(header), models);
    }

    /**
     * The manifest of the model that a record is for.
     *
     * @param service what the CloudEvent that it came in names; null if it names none
     * @param root of its JSON; a missing node if it is none
     */
    Manifest resolve(Headers headers, String service, JsonNode root) throws Refusal {
        if (header.isEmpty()) {
            return models.apply(null);
        }
        Header given = headers.lastHeader(header.get());
        String name = given != null && given.value() != null
                ? new String(given.value(), StandardCharsets.UTF_8)
                : service != null ? service : root.path(FIELD).asText("");
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new Refusal("the record names no model: give its id in the header '%s' or in the field '%s'"
                    .formatted(header.get(), FIELD));
        }
        try {
            return models.apply(name);
        } catch (InvalidInputException e) {
            throw new Refusal(e.getMessage(), name);
        }
    }

    /** Whether there may be several models. */
    public boolean several() {
        return header.isPresent();
    }

    /** Says it in the headers of a record that is made of others. */
    public void name(String model, Headers headers) {
        header.ifPresent(name -> headers.add(name, model.getBytes(StandardCharsets.UTF_8)));
    }
}
