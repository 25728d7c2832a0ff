package io.understudy.streams.cli;

import io.understudy.agent.cli.AttractorsCommand;
import io.understudy.agent.cli.DistillCommand;
import io.understudy.agent.cli.EvaluateCommand;
import io.understudy.agent.cli.ExplainCommand;
import io.understudy.agent.cli.FingerprintCommand;
import io.understudy.agent.cli.InitCommand;
import io.understudy.agent.cli.ReportCommand;
import io.understudy.agent.cli.RulesCommand;
import io.understudy.agent.cli.ShowCommand;
import io.understudy.agent.cli.ZooCommand;
import io.understudy.agent.cli.bench.BenchCommand;
import io.understudy.agent.model.InvalidInputException;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code understudy}: exit code 0 for success, 2 for wrong use or input, 1 for a failure. */
@Command(
        name = "understudy",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs surrogates of a recurrent network beside it, measures how faithful they are, and distils "
                    + "new ones when they do not."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitCommand.class,
            DistillCommand.class,
            AttractorsCommand.class,
            RulesCommand.class,
            ExplainCommand.class,
            EvaluateCommand.class,
            ReportCommand.class,
            ShowCommand.class,
            FingerprintCommand.class,
            ZooCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            RunCommand.class,
            ReplayCommand.class,
            DemoCommand.class,
            TopologyCommand.class
        },
        footer = {
            "",
            "'understudy COMMAND --help' explains a command. To begin with: understudy demo",
            "Exit codes: 0 success, 1 failure, 2 wrong use or input."
        })
public final class Understudy {
    private static final int FAILURE = 1;
    private static final int WRONG_USE = 2;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean verbose;

    private Understudy() {}

    /** Runs a command and exits. */
    public static void main(String[] arguments) {
        Runtime.getRuntime().addShutdownHook(new Thread(UnpackedLibraries::remove, "understudy-libraries"));
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        Understudy understudy = new Understudy();
        CommandLine commands = new CommandLine(understudy);
        commands.registerConverter(Duration.class, new DurationConverter());
        // The others need no Kafka, and come with the agent.
        commands.getSubcommands()
                .get("bench")
                .addSubcommand(new BenchStreamCommand())
                .addSubcommand(new BenchSoakCommand())
                .addSubcommand(new BenchCapacityCommand());
        commands.setExecutionExceptionHandler((e, command, parsed) -> understudy.report(e, command.getErr()));
        commands.setParameterExceptionHandler((e, given) -> {
            PrintWriter err = e.getCommandLine().getErr();
            err.println("understudy: " + oneLine(e) + "; see '"
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
            return WRONG_USE;
        });
        try {
            LongCommandLine.refuse();
        } catch (InvalidInputException e) {
            return understudy.report(e, commands.getErr());
        }
        return arguments.length == 0 ? usage(commands) : commands.execute(arguments);
    }

    private static int usage(CommandLine commands) {
        commands.usage(commands.getErr());
        return WRONG_USE;
    }

    private int report(Exception e, PrintWriter err) {
        err.println("understudy: " + oneLine(e));
        if (verbose) {
            e.printStackTrace(err);
        }
        return e instanceof InvalidInputException ? WRONG_USE : FAILURE;
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
    }
}
