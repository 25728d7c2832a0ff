package io.understudy.agent.learn;

import de.learnlib.oracle.MembershipOracle.MealyMembershipOracle;
import de.learnlib.query.Query;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Continuation.Frontier;
import io.understudy.agent.model.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.automatalib.word.Word;
import net.automatalib.word.WordBuilder;

/** Answers LearnLib's membership queries by querying the model, each word once. */
final class MembershipQueries implements MealyMembershipOracle<Integer, Integer> {
    /** Numbers that the states kept may take, all together. */
    private static final long MOST_NUMBERS = 10_000_000;

    private final Oracle oracle;
    private final Optional<Continuation> continuation;
    private final Map<int[], Integer> known = new TreeMap<>(Arrays::compare);
    private final Map<int[], Frontier> states = new TreeMap<>(Arrays::compare);

    MembershipQueries(Oracle oracle) {
        this.oracle = oracle;
        this.continuation = oracle.continuation();
    }

    /** The model's class of each word. */
    List<Integer> classes(Collection<int[]> words) {
        Map<int[], Integer> missing = new TreeMap<>(Arrays::compare);
        words.stream().filter(word -> !known.containsKey(word)).forEach(word -> missing.put(word, 0));
        List<int[]> queried = new ArrayList<>(missing.keySet());
        if (!queried.isEmpty()) {
            List<float[][]> answers = oracle.query(queried);
            for (int i = 0; i < queried.size(); i++) {
                known.put(queried.get(i), Ranking.first(answers.get(i)[0]));
            }
        }
        return words.stream().map(known::get).toList();
    }

    @Override
    public void processQueries(Collection<? extends Query<Integer, Word<Integer>>> queries) {
        // Answered all together: a query may come twice, as two objects that are equal.
        List<PendingQuery> all = queries.stream().map(PendingQuery::of).toList();
        continuation.ifPresentOrElse(
                model -> goOn(model, all),
                () -> classes(all.stream().flatMap(PendingQuery::words).toList()));
        int place = 0;
        for (Query<Integer, Word<Integer>> query : queries) {
            WordBuilder<Integer> outputs = new WordBuilder<>();
            all.get(place++).words().forEach(word -> outputs.append(known.get(word)));
            query.answer(outputs.toWord());
        }
    }

    /** By symbol after symbol from the states after the prefixes, which come again and again. */
    private void goOn(Continuation model, List<PendingQuery> all) {
        List<PendingQuery> left = all.stream()
                .filter(queried -> queried.words().anyMatch(word -> !known.containsKey(word)))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        Frontier at = Frontier.of(left.stream()
                .map(queried -> after(model, Arrays.copyOf(queried.whole(), queried.prefix())))
                .toList());
        int[] places = IntStream.range(0, left.size()).toArray();
        for (int step = 0; !left.isEmpty(); step++) {
            int t = step;
            at = model.step(
                    at,
                    places,
                    left.stream()
                            .mapToInt(queried -> queried.whole()[queried.prefix() + t])
                            .toArray());
            for (int i = 0; i < left.size(); i++) {
                PendingQuery queried = left.get(i);
                known.put(Arrays.copyOf(queried.whole(), queried.prefix() + t + 1), Ranking.first(at.answers()[i]));
            }
            List<PendingQuery> now = left;
            places = IntStream.range(0, now.size())
                    .filter(i -> now.get(i).prefix() + t + 1 < now.get(i).whole().length)
                    .toArray();
            left = IntStream.of(places).mapToObj(now::get).toList();
        }
    }

    private Frontier after(Continuation model, int[] word) {
        Frontier cached = states.get(word);
        if (cached != null) {
            return cached;
        }
        int length = word.length;
        while (length > 0 && !states.containsKey(Arrays.copyOf(word, length))) {
            length--;
        }
        Frontier at = length == 0 ? model.begin() : states.get(Arrays.copyOf(word, length));
        for (int symbol : Arrays.copyOfRange(word, length, word.length)) {
            at = model.moved(at, new int[1], new int[] {symbol});
        }
        if (states.size() * (long) at.state(0).length >= MOST_NUMBERS) {
            states.clear();
        }
        states.put(word, at);
        return at;
    }

    /**
     * A query: the classes of its prefix with one symbol of its suffix, with two, and so on.
     *
     * @param prefix how long the prefix is
     */
    private record PendingQuery(int[] whole, int prefix) {
        static PendingQuery of(Query<Integer, Word<Integer>> query) {
            return new PendingQuery(
                    query.getInput().stream().mapToInt(Integer::intValue).toArray(),
                    query.getPrefix().length());
        }

        Stream<int[]> words() {
            return IntStream.rangeClosed(prefix + 1, whole.length).mapToObj(length -> Arrays.copyOf(whole, length));
        }
    }
}
