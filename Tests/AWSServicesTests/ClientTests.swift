import AWSRuntime
import AWSServices
import Synchronization
import Testing

@Suite("Generated clients")
struct ClientTests {
    /// Answers each call from a list of values and keeps what it was asked.
    final class Script: AWSCalling {
        private struct State {
            var answers: [Result<AWSValue, AWSServiceError>]
            var asked: [AWSValue] = []
        }
        private let state: Mutex<State>

        init(_ answers: [Result<AWSValue, AWSServiceError>]) {
            state = Mutex(State(answers: answers))
        }

        var asked: [AWSValue] { state.withLock { $0.asked } }

        func call<O: AWSOperation>(
            _ operation: O.Type, _ input: O.Input
        ) async throws(AWSCallError<O.Failure>) -> O.Output {
            let answer = state.withLock { state in
                state.asked.append(input.awsValue)
                return state.answers.isEmpty ? nil : state.answers.removeFirst()
            }
            switch answer {
            case nil: throw .deadlineExceeded(operation: O.name, lastError: "the script has ended")
            case .failure(let error)?: throw .service(O.Failure(error))
            case .success(let value)?:
                do throws(AWSDecodingError) {
                    return try O.Output(awsValue: value)
                } catch {
                    throw .undecodable(operation: O.name, httpStatus: 200, problem: error.problem)
                }
            }
        }
    }

    static func page(_ arns: [String], token: String?) -> Result<AWSValue, AWSServiceError> {
        .success(ECS.ListTasksResponse(taskArns: arns, nextToken: token).awsValue)
    }

    @Test("pages follow the token, keep the other members and end without one")
    func pages() async throws {
        let script = Script([
            Self.page(["a"], token: "1"), Self.page([], token: "2"), Self.page(["b"], token: ""),
        ])
        var arns: [String] = []
        for try await page in ECS.Client(script).listTasksPages(ECS.ListTasksRequest(cluster: "c")) {
            arns += page.taskArns ?? []
        }
        #expect(arns == ["a", "b"])
        #expect(
            script.asked == [
                ECS.ListTasksRequest(cluster: "c").awsValue,
                ECS.ListTasksRequest(cluster: "c", nextToken: "1").awsValue,
                ECS.ListTasksRequest(cluster: "c", nextToken: "2").awsValue,
            ])
    }

    @Test("a token that comes twice ends in an error, not in a loop")
    func sameTokenTwice() async {
        let script = Script([Self.page(["a"], token: "1"), Self.page(["b"], token: "1")])
        await #expect(throws: AWSCallError<ECS.ListTasksError>.self) {
            for try await _ in ECS.Client(script).listTasksPages() {}
        }
        #expect(script.asked.count == 2)
    }

    @Test("a refusal arrives typed, and its members with it")
    func typedErrors() async {
        let script = Script([
            .failure(
                AWSServiceError(
                    code: "ClusterNotFoundException", message: "gone",
                    value: .structure(["message": .string("gone")]))),
            .failure(AWSServiceError(code: "ThrottlingException", message: "slow down")),
        ])
        let client = ECS.Client(script)
        do throws(AWSCallError<ECS.DescribeServicesError>) {
            _ = try await client.describeServices(ECS.DescribeServicesRequest(services: ["s"]))
        } catch {
            #expect(error == .service(.clusterNotFoundException(ECS.ClusterNotFoundException(message: "gone"))))
        }
        do throws(AWSCallError<ECS.DescribeServicesError>) {
            _ = try await client.describeServices(ECS.DescribeServicesRequest(services: ["s"]))
        } catch {
            #expect(error == .service(.other(AWSServiceError(code: "ThrottlingException", message: "slow down"))))
        }
    }
}
