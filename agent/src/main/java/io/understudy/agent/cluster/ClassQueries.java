package io.understudy.agent.cluster;

import de.learnlib.oracle.MembershipOracle.MealyMembershipOracle;
import de.learnlib.query.Query;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.automatalib.word.Word;
import net.automatalib.word.WordBuilder;

/** Puts LearnLib's membership queries to a model, each word once. */
final class ClassQueries implements MealyMembershipOracle<Integer, Integer> {
    private final Oracle oracle;
    private final Map<int[], Integer> known = new TreeMap<>(Arrays::compare);

    ClassQueries(Oracle oracle) {
        this.oracle = oracle;
    }

    /** The model's class of each word. */
    List<Integer> classes(Collection<int[]> words) {
        Map<int[], Integer> missing = new TreeMap<>(Arrays::compare);
        words.stream().filter(word -> !known.containsKey(word)).forEach(word -> missing.put(word, 0));
        List<int[]> asked = new ArrayList<>(missing.keySet());
        if (!asked.isEmpty()) {
            List<float[][]> answers = oracle.ask(asked);
            for (int i = 0; i < asked.size(); i++) {
                known.put(asked.get(i), Ranking.first(answers.get(i)[0]));
            }
        }
        return words.stream().map(known::get).toList();
    }

    @Override
    public void processQueries(Collection<? extends Query<Integer, Word<Integer>>> queries) {
        // Answered all together: a query may come twice, as two objects that are equal.
        List<int[]> all = new ArrayList<>();
        queries.forEach(query -> all.addAll(prefixes(query)));
        classes(all);
        for (Query<Integer, Word<Integer>> query : queries) {
            WordBuilder<Integer> outputs = new WordBuilder<>();
            prefixes(query).forEach(prefix -> outputs.append(known.get(prefix)));
            query.answer(outputs.toWord());
        }
    }

    /** The words that a query asks the class of: its prefix with one symbol of its suffix, with two, and so on. */
    private static List<int[]> prefixes(Query<Integer, Word<Integer>> query) {
        int[] whole = query.getInput().stream().mapToInt(Integer::intValue).toArray();
        return IntStream.rangeClosed(query.getPrefix().length() + 1, whole.length)
                .mapToObj(length -> Arrays.copyOf(whole, length))
                .toList();
    }
}
