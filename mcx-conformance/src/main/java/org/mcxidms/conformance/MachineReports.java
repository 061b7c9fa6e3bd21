package org.mcxidms.conformance;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.nimbusds.jose.util.JSONObjectUtils;

/** JUnit XML and JSON. */
final class MachineReports {

    private MachineReports() {
    }

    static String json(Run run) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("issuer", run.target().issuer());
        json.put("profile", run.target().profile().name());
        json.put("started", run.started().toString());
        json.put("conforms", run.conforms());
        json.put("checks", run.results().stream().map(MachineReports::json).toList());
        return JSONObjectUtils.toJSONString(json);
    }

    private static Map<String, Object> json(Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", result.check().id());
        json.put("clause", result.check().clause().number());
        json.put("title", result.check().clause().title());
        json.put("requirement", result.check().requirement());
        json.put("level", result.check().level().label());
        json.put("verdict", result.verdict().label());
        json.put("seen", result.seen());
        json.put("sent", List.copyOf(result.sent()));
        json.put("millis", result.millis());
        return json;
    }

    static String junit(Run run) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument();
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "mcx-conformance " + run.target().issuer());
            xml.writeAttribute("tests", Integer.toString(run.results().size()));
            xml.writeAttribute("failures", Long.toString(run.count(Verdict.FAILED)));
            xml.writeAttribute("skipped", Long.toString(run.count(Verdict.NOT_TESTED) + run.count(Verdict.NOT_APPLICABLE)));
            for (Result result : run.results()) {
                xml.writeStartElement("testcase");
                xml.writeAttribute("classname", result.check().clause().number());
                xml.writeAttribute("name", result.check().id());
                xml.writeAttribute("time", Double.toString(result.millis() / 1000.0));
                switch (result.verdict()) {
                    case FAILED -> element(xml, "failure", result.seen());
                    case NOT_TESTED, NOT_APPLICABLE -> element(xml, "skipped", result.verdict().label() + ": " + result.seen());
                    case PASSED, WARNING -> {
                        xml.writeStartElement("system-out");
                        xml.writeCharacters(result.verdict().label() + ": " + result.seen());
                        xml.writeEndElement();
                    }
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void element(XMLStreamWriter xml, String name, String message) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeAttribute("message", message);
        xml.writeEndElement();
    }
}
