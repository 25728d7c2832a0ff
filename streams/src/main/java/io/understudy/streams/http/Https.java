package io.understudy.streams.http;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.streams.config.Settings;
import java.nio.file.Files;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.KeyStoreScanner;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A connector for HTTPS. A renewed certificate is taken over once its file has been replaced. */
record Https(Settings.Http settings, Settings.Tls tls) {
    private static final int SECONDS_BETWEEN_LOOKS = 10;

    ServerConnector connector(Server server, HttpConfiguration configuration) {
        if (!Files.isReadable(tls.keystore())) {
            throw new InvalidInputException(
                    "'http.tls.keystore': %s cannot be read; expected a PKCS #12 file".formatted(tls.keystore()));
        }
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStorePath(tls.keystore().toAbsolutePath().toString());
        context.setKeyStoreType("PKCS12");
        context.setKeyStorePassword(tls.password().value());
        KeyStoreScanner scanner = new KeyStoreScanner(context);
        scanner.setScanInterval(SECONDS_BETWEEN_LOOKS);
        server.addBean(scanner);
        // Probes and scrapers connect by address, which a certificate seldom names.
        SecureRequestCustomizer customizer = new SecureRequestCustomizer(false);
        configuration.addCustomizer(customizer);
        ServerConnector connector = new ServerConnector(server, context, new HttpConnectionFactory(configuration));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        return connector;
    }
}
