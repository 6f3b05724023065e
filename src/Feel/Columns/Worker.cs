namespace Madoguchi.Feel.Columns;

/// <summary>One thread's place of work: the block it is at, and the buffers of all steps, so that nothing is allocated on the way.</summary>
internal sealed class Worker(Program program)
{
    /// <summary>Rows of a block: few enough that what a block needs stays in the cache of a core.</summary>
    public const int BlockRows = 8192;
    public const int BlockWords = BlockRows / Kernels.WordBits;

    private readonly Words masks = new((program.Masks + 3) * BlockWords);
    private readonly long[] lanes = new long[(program.LaneBuffers + 2) * BlockRows];

    /// <summary>The first row of the block.</summary>
    public int First { get; private set; }

    public int FirstWord => First / Kernels.WordBits;

    /// <summary>Words of a mask over the block.</summary>
    public int Words { get; private set; }

    public int Rows => Words * Kernels.WordBits;

    /// <summary>Rows of all blocks.</summary>
    public int TotalRows => program.Rows;

    public Span<ulong> ScratchMask => Mask(program.Masks);

    public Span<ulong> OtherScratchMask => Mask(program.Masks + 1);

    public Span<ulong> LastScratchMask => Mask(program.Masks + 2);

    public void MoveTo(int block, int totalWords) => (First, Words) = (block * BlockRows, Math.Min(BlockWords, totalWords - (block * BlockWords)));

    public Span<ulong> Mask(int at) => masks.From(at * BlockWords, Words);

    public Span<long> Lanes(int at) => lanes.AsSpan(at * BlockRows, Rows);

    public Span<long> Scratch(int at) => Lanes(program.LaneBuffers + at);

    public ColumnsOfRun Columns { get; set; } = null!;

    public Column Column(Source source) => Columns.Of(source);
}
