import AWSGenerator

/// A service that has one of everything that the generator must know.
enum MiniatureModel {
    static let service = #"""
        {
          "metadata": {
            "apiVersion": "2020-01-02", "endpointPrefix": "mini", "protocol": "json", "jsonVersion": "1.1",
            "serviceId": "Mini Service", "signingName": "minisign", "targetPrefix": "Mini_V1"
          },
          "operations": {
            "CreateThing": {
              "name": "CreateThing", "input": {"shape": "CreateThingRequest"},
              "errors": [{"shape": "ThingExistsException"}, {"shape": "ServerException"}]
            },
            "ListThings": {
              "name": "ListThings", "input": {"shape": "ListThingsRequest"},
              "output": {"shape": "ListThingsResponse", "resultWrapper": "ListThingsResult"},
              "documentation": "<p>Vendor prose.</p>"
            },
            "Forbidden": {"name": "Forbidden", "input": {"shape": "Unreachable"}}
          },
          "shapes": {
            "CreateThingRequest": {
              "type": "structure", "required": ["Name", "ClientToken"],
              "members": {
                "Name": {"shape": "ThingName", "documentation": "Vendor prose."},
                "ClientToken": {"shape": "String", "idempotencyToken": true},
                "kind": {"shape": "ThingKind"},
                "Password": {"shape": "Secret"},
                "data": {"shape": "Blob"},
                "protocol": {"shape": "String"},
                "createdAt": {"shape": "Timestamp"},
                "child": {"shape": "Thing"},
                "extra": {"shape": "Free"}
              }
            },
            "ListThingsRequest": {"type": "structure", "members": {"nextToken": {"shape": "String"}}},
            "ListThingsResponse": {
              "type": "structure",
              "members": {
                "things": {"shape": "Things"}, "tags": {"shape": "TagMap"}, "nextToken": {"shape": "String"}
              }
            },
            "Thing": {
              "type": "structure", "union": true,
              "members": {"name": {"shape": "ThingName"}, "child": {"shape": "Thing"}, "ratio": {"shape": "Ratio"}}
            },
            "Things": {"type": "list", "member": {"shape": "Thing", "locationName": "item"}, "max": 10},
            "TagMap": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}},
            "ThingName": {"type": "string", "min": 1, "max": 64, "pattern": "^[\\w\"-]+$"},
            "ThingKind": {"type": "string", "enum": ["NONE", "X86_64", "default"]},
            "Secret": {"type": "string"},
            "String": {"type": "string"},
            "Blob": {"type": "blob"},
            "Ratio": {"type": "double", "min": 0.5},
            "Timestamp": {"type": "timestamp", "timestampFormat": "iso8601"},
            "Free": {"type": "structure", "members": {}, "document": true},
            "ThingExistsException": {
              "type": "structure", "exception": true, "members": {"thing": {"shape": "ThingName"}},
              "error": {"code": "ThingExists", "httpStatusCode": 409}
            },
            "ServerException": {
              "type": "structure", "exception": true, "fault": true, "members": {"Message": {"shape": "String"}}
            },
            "Unreachable": {"type": "structure", "members": {}}
          }
        }
        """#

    static let paginators = #"""
        {"pagination": {"ListThings": {"input_token": "nextToken", "output_token": "nextToken"}}}
        """#

    static let allowed = AllowedService("Mini", folder: "mini", operations: ["CreateThing", "ListThings"])
    static let corrections = [
        Correction("Mini", .markSensitive(shape: "Secret"), because: "it is a password")
    ]

    static func files(
        service: String = service, allowed: AllowedService = allowed, corrections: [Correction] = corrections
    ) throws(GeneratorProblem) -> [GeneratedFile] {
        try Pipeline.files(
            for: allowed, service: Array(service.utf8), paginators: Array(paginators.utf8),
            source: ModelSource(folder: "mini", botocoreVersion: "0.0.0"), corrections: corrections)
    }
}
