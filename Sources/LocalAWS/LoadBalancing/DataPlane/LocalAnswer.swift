package import AWSRuntime

extension ELB {
    /// An answer that the load balancer gives itself, with its own headers and small pages.
    package struct LocalAnswer: Hashable, Sendable {
        package var status: Int
        package var headers: [HTTPField]
        package var body: String

        /// The page for an error of the load balancer's own.
        package static func page(_ status: Int, at now: Timestamp) -> LocalAnswer {
            let title = "\(status) \(reason(status))"
            let lines = [
                "<html>", "<head><title>\(title)</title></head>", "<body>", "<center><h1>\(title)</h1></center>",
                "</body>", "</html>", "",
            ]
            return LocalAnswer(status: status, contentType: "text/html", body: lines.joined(separator: "\r\n"), at: now)
        }

        package static func fixed(_ response: FixedResponse, at now: Timestamp) -> LocalAnswer {
            LocalAnswer(
                status: response.status, contentType: response.contentType ?? "text/plain; charset=utf-8",
                body: response.body ?? "", at: now)
        }

        /// - Parameters:
        ///   - destination: of the request that is redirected.
        ///   - port: the one the client came in by, which is what leads back to this listener.
        package static func redirect(
            _ redirect: Redirect, of destination: HeaderRules.Destination, port: Int, at now: Timestamp
        ) -> LocalAnswer {
            var answer = page(redirect.status, at: now)
            answer.headers.append(HTTPField("Location", redirect.location(for: destination, port: port)))
            return answer
        }

        private init(status: Int, contentType: String, body: String, at now: Timestamp) {
            self.status = status
            self.body = body
            headers = [
                HTTPField("Server", "awselb/2.0"), HTTPField("Date", ELB.httpDate(now)),
                HTTPField("Content-Type", contentType), HTTPField("Content-Length", String(body.utf8.count)),
            ]
        }

        private static func reason(_ status: Int) -> String {
            switch status {
            case 301: "Moved Permanently"
            case 302: "Found"
            case 400: "Bad Request"
            case 405: "Not Allowed"
            case 408: "Request Time-out"
            case 414: "Request-URI Too Large"
            case 502: "Bad Gateway"
            case 503: "Service Temporarily Unavailable"
            case 504: "Gateway Time-out"
            default: "Error"
            }
        }
    }
}

extension ELB.Redirect {
    /// The `Location` with the placeholders filled in.
    package func location(for destination: ELB.HeaderRules.Destination, port: Int) -> String {
        let scheme = self.protocol == "#{protocol}" ? "http" : self.protocol.lowercased()
        func filled(_ text: String) -> String {
            // One pass, so that a placeholder inside a request's own values stays what it is.
            var result = ""
            var rest = text[...]
            while let open = rest.firstRange(of: "#{"), let close = rest[open.upperBound...].firstIndex(of: "}") {
                result += rest[..<open.lowerBound]
                let name = rest[open.upperBound..<close]
                switch name {
                case "protocol": result += "http"
                case "host": result += destination.host
                case "port": result += String(port)
                case "path": result += destination.path.drop { $0 == "/" }
                case "query": result += destination.query ?? ""
                default: result += rest[open.lowerBound...close]
                }
                rest = rest[rest.index(after: close)...]
            }
            return result + rest
        }
        let query = filled(query)
        return "\(scheme)://\(filled(host)):\(filled(self.port))\(filled(path))" + (query.isEmpty ? "" : "?\(query)")
    }
}

extension ELB {
    /// As HTTP's `Date` header writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func httpDate(_ moment: Timestamp) -> String {
        let seconds = Int(moment.secondsSinceEpoch.rounded(.down))
        let days = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
        let clock = seconds - days * 86_400
        // Civil date from days since 1970 (H. Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let weekday = weekdays[((days % 7) + 7) % 7]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        let time = "\(two(clock / 3600)):\(two(clock / 60 % 60)):\(two(clock % 60))"
        return "\(weekday), \(two(day)) \(names[month - 1]) \(year) \(time) GMT"
    }
}
