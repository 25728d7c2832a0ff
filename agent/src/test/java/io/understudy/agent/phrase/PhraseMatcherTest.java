package io.understudy.agent.phrase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** All phrases are found, wherever they overlap, and no others. */
class PhraseMatcherTest {
    @Property(tries = 200)
    void findsWhatASearchAtEachPlaceFinds(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int alphabet, @ForAll @IntRange(max = 40) int many) {
        Random random = new Random(seed);
        Set<Phrase> drawn = new LinkedHashSet<>();
        for (int i = 0; i < many; i++) {
            int[] symbols = random.ints(1 + random.nextInt(5), 0, alphabet).toArray();
            if (random.nextInt(4) == 0) {
                symbols[0] = Phrase.begin(alphabet);
            }
            drawn.add(new Phrase(symbols));
        }
        List<Phrase> phrases = List.copyOf(drawn);
        int[] fed = random.ints(1 + random.nextInt(30), 0, alphabet).toArray();
        fed[0] = Phrase.begin(alphabet);
        PhraseMatcher matcher = new PhraseMatcher(alphabet, phrases);
        int state = matcher.start();
        for (int end = 1; end <= fed.length; end++) {
            state = end == 1 ? state : matcher.next(state, fed[end - 1]);
            int[] prefix = Arrays.copyOf(fed, end);
            int[] expected = IntStream.range(0, phrases.size())
                    .filter(p -> endsWith(prefix, phrases.get(p).symbols()))
                    .toArray();
            assertThat(matcher.ending(state)).containsExactly(expected);
        }
    }

    private static boolean endsWith(int[] word, int[] phrase) {
        int from = word.length - phrase.length;
        return from >= 0 && Arrays.equals(word, from, word.length, phrase, 0, phrase.length);
    }
}
