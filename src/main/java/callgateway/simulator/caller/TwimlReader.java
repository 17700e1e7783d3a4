package callgateway.simulator.caller;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads TwiML with the JDK's XML parser, which is independent of what wrote it. Takes no DTD, so no entities either. */
public final class TwimlReader {
    /** Making one takes far longer than reading a document. */
    private static final ThreadLocal<DocumentBuilder> PARSER = ThreadLocal.withInitial(TwimlReader::parser);

    private TwimlReader() {}

    /**
     * The verbs of a document, in order.
     *
     * @throws IOException if it is not XML, or its root is not {@code <Response>}
     */
    public static List<Verb> read(byte[] xml) throws IOException {
        Element root;
        try {
            DocumentBuilder parser = PARSER.get();
            parser.reset();
            parser.setErrorHandler(new Silent());
            root = parser.parse(new ByteArrayInputStream(xml)).getDocumentElement();
        } catch (SAXException e) {
            throw new IOException("not XML: " + e.getMessage(), e);
        }
        if (!root.getTagName().equals("Response")) {
            throw new IOException("<" + root.getTagName() + "> (expected: <Response>)");
        }
        return children(root);
    }

    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            return factory.newDocumentBuilder();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK's XML parser cannot be made safe", e);
        }
    }

    private static List<Verb> children(Element element) {
        List<Verb> verbs = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                verbs.add(new Verb(child.getTagName(), attributes(child), text(child), children(child)));
            }
        }
        return verbs;
    }

    private static Map<String, String> attributes(Element element) {
        Map<String, String> map = new LinkedHashMap<>();
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Node attribute = attributes.item(i);
            map.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        return map;
    }

    private static String text(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(node.getNodeValue());
            }
        }
        return text.toString().strip();
    }

    /** The parser's own handler prints. */
    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {}

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
