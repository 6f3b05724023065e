namespace Madoguchi.Feel.Columns;

/// <summary>Who lives in which household: members of a household one after another, in the order of the population.</summary>
internal sealed class Membership
{
    private readonly int[] householdOf;

    /// <summary>Where the members of each household begin in <see cref="members"/>; one more at the end.</summary>
    private readonly int[] offsets;
    private readonly int[] members;

    public Membership(ReadOnlySpan<int> householdOf, int households)
    {
        this.householdOf = householdOf.ToArray();
        offsets = new int[households + 1];
        foreach (var household in householdOf)
        {
            if (household < 0 || household >= households)
            {
                throw new ArgumentException($"There is no household {household}.", nameof(householdOf));
            }

            offsets[household + 1]++;
        }

        for (var household = 0; household < households; household++)
        {
            Largest = Math.Max(Largest, offsets[household + 1]);
            offsets[household + 1] += offsets[household];
        }

        var next = offsets.AsSpan(0, households).ToArray();
        members = new int[householdOf.Length];
        for (var resident = 0; resident < householdOf.Length; resident++)
        {
            members[next[householdOf[resident]]++] = resident;
        }
    }

    /// <summary>Of households that are only described: none is larger.</summary>
    public Membership(int largest)
        : this([], 0) => Largest = largest;

    public int Households => offsets.Length - 1;

    /// <summary>Members of the largest household.</summary>
    public int Largest { get; }

    public int[] HouseholdOfAll => householdOf;

    public Groups Groups => new(offsets, members);

    /// <summary>Each resident with each member of the household.</summary>
    public long Pairs
    {
        get
        {
            var pairs = 0L;
            for (var household = 0; household < Households; household++)
            {
                pairs += (long)(offsets[household + 1] - offsets[household]) * (offsets[household + 1] - offsets[household]);
            }

            return pairs;
        }
    }

    public int HouseholdOf(int resident) => householdOf[resident];

    /// <summary>The residents and the members of all pairs, and where the pairs of each resident begin.</summary>
    public (int[] Resident, int[] Member, int[] Offsets) Pair()
    {
        var (resident, member, begins) = (new int[Pairs], new int[Pairs], new int[householdOf.Length + 1]);
        var at = 0;
        for (var who = 0; who < householdOf.Length; who++)
        {
            begins[who] = at;
            foreach (var other in MembersOf(householdOf[who]))
            {
                (resident[at], member[at]) = (who, other);
                at++;
            }
        }

        begins[^1] = at;
        return (resident, member, begins);
    }

    public ReadOnlySpan<int> MembersOf(int household) => members.AsSpan(offsets[household], offsets[household + 1] - offsets[household]);
}
