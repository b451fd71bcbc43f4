import Foundation
import Wording

extension Encodable {
    /// What is sent: nothing of ours fails to be JSON.
    var jsonData: Data { (try? jsonLine()) ?? Data("{}".utf8) }
}
