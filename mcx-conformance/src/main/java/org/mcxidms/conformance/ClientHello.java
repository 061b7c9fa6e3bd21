package org.mcxidms.conformance;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Optional;

/**
 * The first message of a TLS handshake up to TLS 1.2 (RFC 5246, 7.4.1), and what the server chooses from it. Java's own TLS
 * would not do: it does not offer what it calls too weak, and which suites these are changes with each release.
 */
final class ClientHello {

    static final int TLS_1_0 = 0x0301;
    static final int TLS_1_1 = 0x0302;
    static final int TLS_1_2 = 0x0303;

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private ClientHello() {
    }

    /** What the server chose. */
    record Choice(int version, int suite) {
    }

    /** Offers {@code version} at most, with these suites; empty where the server refuses. */
    static Optional<Choice> offer(String host, int port, int version, Collection<Integer> suites) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(record(message(host, version, suites)));
            socket.getOutputStream().flush();
            return choice(new DataInputStream(socket.getInputStream()));
        }
    }

    private static byte[] record(byte[] message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream record = new DataOutputStream(bytes);
        record.writeByte(HANDSHAKE);
        record.writeShort(TLS_1_0);
        record.writeShort(message.length);
        record.write(message);
        return bytes.toByteArray();
    }

    private static byte[] message(String host, int version, Collection<Integer> suites) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream hello = new DataOutputStream(bytes);
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        hello.writeShort(version);
        hello.write(random);
        hello.writeByte(0);
        hello.writeShort(2 * suites.size());
        for (int suite : suites) {
            hello.writeShort(suite);
        }
        // Compression: none.
        hello.writeShort(0x0100);
        byte[] extensions = extensions(host);
        hello.writeShort(extensions.length);
        hello.write(extensions);

        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(whole);
        message.writeByte(CLIENT_HELLO);
        message.writeByte(0);
        message.writeShort(bytes.size());
        message.write(bytes.toByteArray());
        return whole.toByteArray();
    }

    /** The host's name, curves and groups, signature algorithms: without them many servers refuse whatever the suites are. */
    private static byte[] extensions(String host) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream extensions = new DataOutputStream(bytes);
        byte[] name = host.getBytes(StandardCharsets.US_ASCII);
        if (Character.isLetter(host.charAt(host.length() - 1))) {
            extensions.writeShort(0);
            extensions.writeShort(name.length + 5);
            extensions.writeShort(name.length + 3);
            extensions.writeByte(0);
            extensions.writeShort(name.length);
            extensions.write(name);
        }
        // supported_groups: x25519, secp256r1, secp384r1, secp521r1, ffdhe2048, ffdhe3072
        list(extensions, 10, 0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101);
        // ec_point_formats: uncompressed
        extensions.writeShort(11);
        extensions.writeShort(2);
        extensions.writeShort(0x0100);
        // signature_algorithms: ECDSA, RSA-PSS, RSA by SHA-256, 384, 512, and by SHA-1
        list(extensions, 13, 0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201);
        // renegotiation_info: this is the first handshake
        extensions.writeShort(0xff01);
        extensions.writeShort(1);
        extensions.writeByte(0);
        return bytes.toByteArray();
    }

    private static void list(DataOutputStream extensions, int type, int... values) throws IOException {
        extensions.writeShort(type);
        extensions.writeShort(2 * values.length + 2);
        extensions.writeShort(2 * values.length);
        for (int value : values) {
            extensions.writeShort(value);
        }
    }

    /** An alert, or an end of the connection, is a refusal. */
    private static Optional<Choice> choice(DataInputStream answer) throws IOException {
        try {
            int type = answer.readUnsignedByte();
            answer.readUnsignedShort();
            answer.readUnsignedShort();
            if (type != HANDSHAKE || answer.readUnsignedByte() != SERVER_HELLO) {
                return Optional.empty();
            }
            answer.skipNBytes(3);
            int version = answer.readUnsignedShort();
            answer.skipNBytes(RANDOM_BYTES);
            answer.skipNBytes(answer.readUnsignedByte());
            return Optional.of(new Choice(version, answer.readUnsignedShort()));
        } catch (EOFException | SocketException e) {
            return Optional.empty();
        }
    }
}
