import CPUBridge

/// What becomes of memory that was given back.
///
/// It is the whole process that this changes, so that a program says it, not a library.
public enum FreedMemory {
    /// From now on the process keeps pieces of up to 32 MiB, 512 MiB in all, for the next that wants them.
    ///
    /// A step of a dream makes a dozen tensors as large as the canvas, and gives them back. As the allocator comes, it returns such
    /// memory to the system each time, and every page of the next tensor is filled with zeros again: a tenth of a step.
    public static func keep() { kernel_memory_keep_freed() }

    /// From now on the process holds what is used and nothing else: for renders that a bound leaves no room to waste. A step takes a tenth
    /// longer.
    public static func giveBack() { kernel_memory_return_freed() }

    /// Gives back what is kept now, such as the memory of a smaller octave's tensors, into which no larger one fits.
    public static func trim() { kernel_memory_trim() }
}
