import Foundation
import FoundationXML

/// An XML document as elements and text: what awsQuery answers with.
struct XMLTree {
    var name: String
    var children: [XMLTree] = []
    var text = ""

    private static let depthLimit = 100
    private static let elementLimit = 500_000

    init(name: String) {
        self.name = name
    }

    /// Namespaces and attributes are dropped; no service says anything with them.
    ///
    /// - Throws: for anything but one well-formed document, and for document types: no service sends one, and entities
    ///   grow without bound.
    init(parsing body: [UInt8]) throws(CodecError) {
        let doctype = Array("<!DOCTYPE".utf8)
        guard !body.isEmpty else { throw CodecError(problem: "the body is empty, not XML") }
        guard body.firstRange(of: doctype) == nil else {
            throw CodecError(problem: "the body is not the XML of a service (it has a document type)")
        }
        let parser = XMLParser(data: Data(body))
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        let builder = Builder()
        parser.delegate = builder
        // `parse` says true of a document with more after its end; the error says so.
        let isWhole = parser.parse() && parser.parserError == nil
        if let problem = builder.problem { throw CodecError(problem: problem) }
        guard isWhole, let root = builder.root else { throw CodecError(problem: "the body is not XML") }
        self = root
    }

    func child(_ name: String) -> XMLTree? {
        children.first { $0.name == name }
    }

    /// Foundation's parser reports to a class; it lives for one call.
    private final class Builder: NSObject, XMLParserDelegate {
        var root: XMLTree?
        var problem: String?
        private var open: [XMLTree] = []
        private var count = 0

        func parser(
            _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
            qualifiedName qName: String?, attributes attributeDict: [String: String]
        ) {
            count += 1
            if open.count >= XMLTree.depthLimit {
                problem = "the body is nested deeper than \(XMLTree.depthLimit)"
            } else if count > XMLTree.elementLimit {
                problem = "the body has more than \(XMLTree.elementLimit) elements"
            }
            guard problem == nil else { return parser.abortParsing() }
            open.append(XMLTree(name: elementName))
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            guard !open.isEmpty else { return }
            open[open.count - 1].text += string
        }

        func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) {
            guard !open.isEmpty else { return }
            open[open.count - 1].text += String(decoding: CDATABlock, as: UTF8.self)
        }

        func parser(
            _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
            qualifiedName qName: String?
        ) {
            guard let closed = open.popLast() else { return }
            if open.isEmpty {
                root = closed
            } else {
                open[open.count - 1].children.append(closed)
            }
        }
    }
}
