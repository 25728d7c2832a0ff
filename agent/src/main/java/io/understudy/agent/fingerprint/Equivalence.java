package io.understudy.agent.fingerprint;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How the function of a network compares with a known one. */
public enum Equivalence {
    /** The same file. */
    @JsonProperty("identical")
    IDENTICAL,
    /** Another file; its answers differ by float noise at most. */
    @JsonProperty("equivalent")
    EQUIVALENT,
    /** Close, but not the same function: trained further, rounded to fewer bits, disturbed. */
    @JsonProperty("variant")
    VARIANT,
    /** Another function. */
    @JsonProperty("different")
    DIFFERENT;

    /** Whether what was distilled from the known network holds for the other one. */
    public boolean same() {
        return this == IDENTICAL || this == EQUIVALENT;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
