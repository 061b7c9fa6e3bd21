package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMultipart;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.RealmFile;

/** A mail server that realms of the test send through. */
final class Mails implements AutoCloseable {

    private static final Pattern LINK = Pattern.compile("http\\S+action-token\\S+");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "0.0.0.0", ServerSetup.PROTOCOL_SMTP));

    Mails() {
        server.start();
    }

    /** Has the realm send its mail here. */
    RealmFile receivedFrom(RealmFile file, Mcx mcx) {
        settings(mcx).forEach(file.json().putObject("smtpServer")::put);
        return file;
    }

    /** A realm's settings of its mail. */
    Map<String, String> settings(Mcx mcx) {
        return Map.of("host", mcx.server().nameOfTestHost(), "port", Integer.toString(server.getSmtp().getPort()),
                "from", "idms@example.org");
    }

    Message awaitFirst() {
        return awaitFirst(Duration.ofSeconds(10));
    }

    Message awaitFirst(Duration deadline) {
        assertThat(server.waitForIncomingEmail(deadline.toMillis(), 1)).as("a mail came").isTrue();
        return server.getReceivedMessages()[0];
    }

    /** The {@code number}th mail, from 1. */
    Message await(int number) {
        assertThat(server.waitForIncomingEmail(Duration.ofSeconds(10).toMillis(), number)).as("mail %d came", number).isTrue();
        return server.getReceivedMessages()[number - 1];
    }

    int count() {
        return server.getReceivedMessages().length;
    }

    /** Of each mail that came. */
    List<String> recipients() throws MessagingException {
        List<String> addresses = new ArrayList<>();
        for (Message message : server.getReceivedMessages()) {
            addresses.add(message.getAllRecipients()[0].toString());
        }
        return addresses;
    }

    static String text(Message message) throws IOException, MessagingException {
        return part(message, "text/plain");
    }

    static String html(Message message) throws IOException, MessagingException {
        return part(message, "text/html");
    }

    /** The link of the plain text, which not every reader has a mouse for. */
    static String link(Message message) throws IOException, MessagingException {
        String text = text(message);
        Matcher matcher = LINK.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group();
    }

    private static String part(Message message, String type) throws IOException, MessagingException {
        MimeMultipart parts = (MimeMultipart) message.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType(type)) {
                return (String) part.getContent();
            }
        }
        throw new AssertionError("no part of type " + type);
    }

    @Override
    public void close() {
        server.stop();
    }
}
