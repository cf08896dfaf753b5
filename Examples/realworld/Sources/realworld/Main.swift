import ArgumentParser
import RealWorld

/// The process: everything is in the library, so that tests reach it.
@main
enum Main {
    static func main() async {
        await RealWorldCommand.main()
    }
}
