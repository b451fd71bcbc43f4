public import Foundation

/// The three streams that a process is given, of which any may be closed, full, or left by its reader at any time.
public enum StandardStreams {
    /// Puts something behind those that are closed, and lets writes to what nobody reads fail instead of ending the process.
    ///
    /// A file that is opened takes the lowest number that is free: behind a closed stderr the next one, a picture maybe, would get number 2, and all
    /// chatter. So /dev/null stands there, opened the wrong way round, that reads and writes go on failing as on what is closed.
    public static func guardThem() {
        // A file beyond the limit of the shell is an error like any other, which leaves no half of it behind.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        for (stream, way) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(stream, F_GETFD) < 0 {
            // The streams before this one are open, so it has the lowest number.
            _ = open("/dev/null", way)
        }
    }

    /// Whether anything can be written to a stream, as far as that can be known.
    public static func takesBytes(_ stream: Int32) -> Bool {
        let flags = fcntl(stream, F_GETFL)
        return flags >= 0 && flags & O_ACCMODE != O_RDONLY
    }

    /// Columns of the terminal behind a stream; nil where there is none, or it does not say.
    public static func columns(_ stream: Int32) -> Int? {
        var size = winsize()
        return ioctl(stream, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
    }

    /// Writes all of `data`, waiting where a reader is slow.
    /// - Returns: the system's number of what went wrong, or nil.
    public static func write(_ data: Data, to stream: Int32) -> Int32? {
        data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Foundation.write(stream, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count > 0 {
                    done += count
                } else if count < 0, errno == EAGAIN {
                    var reader = pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)
                    poll(&reader, 1, -1)
                } else if count == 0 || errno != EINTR {
                    return count == 0 ? EIO : errno
                }
            }
            return nil
        }
    }
}
