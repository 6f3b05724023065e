using Madoguchi.Kernel;

namespace Madoguchi.Rules;

/// <summary>Somebody saved a version since the editor began: what they did is between the two.</summary>
internal sealed record DecisionMoved(int Newest) : Refusal("decision-moved", RefusalKind.Conflict);

/// <summary>The versions the database holds. They are only ever added.</summary>
internal sealed class Versions(Database database, IWriter writer)
{
    private const string FromFolder = "市のフォルダーのファイルから";

    private const string Insert =
        """
        insert into rules_version (code, number, hash, content, saved_at, saved_by, reason)
        values (@code, @number, @hash, @content, @at, @by, @reason)
        """;

    public Task<List<ModelVersion>> AllAsync(CancellationToken cancellationToken) => database.QueryAsync(
        "select code, number, hash, saved_at, saved_by, reason from rules_version order by code, number", Read, cancellationToken);

    public async Task<string?> ContentAsync(string code, int number, CancellationToken cancellationToken) => await database.FirstAsync(
        "select content from rules_version where code = @code and number = @number", row => row.Text("content"), cancellationToken,
        ("code", code), ("number", (long)number));

    /// <summary>Saves what an editor made of the version it began with.</summary>
    /// <param name="begun">The number of that version; another one in force refuses with <see cref="DecisionMoved"/>.</param>
    /// <param name="key">The form's own key: sent twice, it saves once.</param>
    /// <param name="code">The model.</param>
    /// <param name="content">DMN.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Result<int>> SaveAsync(
        string code, int begun, string content, string reason, string key, Actor actor, CancellationToken cancellationToken)
    {
        var hash = ModelText.Hash(content);
        var work = new Work($"decision/{code}", $"rules/save/{code}/{key}", actor, Purpose.Maintain) { Content = ModelText.Hash($"{begun} {hash} {reason}") };
        return writer.WriteAsync<int>(work, unit =>
        {
            var newest = Newest(unit, code);
            return newest == begun ? Add(unit, code, newest + 1, hash, content, reason) : new DecisionMoved(newest);
        }, cancellationToken);
    }

    /// <summary>Makes a version of what a file says, unless the model had this content before: then somebody changed it since, or put it back.</summary>
    public async Task FromFileAsync(string code, string content, CancellationToken cancellationToken)
    {
        var hash = ModelText.Hash(content);
        var work = new Work($"decision/{code}", $"rules/file/{code}/{hash}", Actor.System("rules"), Purpose.Maintain);
        await writer.WriteAsync<int>(
            work,
            unit => unit.Scalar("select 1 from rules_version where code = @code and hash = @hash", ("code", code), ("hash", hash)) is null
                ? Add(unit, code, Newest(unit, code) + 1, hash, content, FromFolder) : 0,
            cancellationToken);
    }

    private static int Newest(Unit unit, string code) =>
        (int)(unit.Query("select coalesce(max(number), 0) as number from rules_version where code = @code", row => row.Int64("number"), ("code", code))[0]);

    private static int Add(Unit unit, string code, int number, string hash, string content, string reason)
    {
        unit.Execute(
            Insert, ("code", code), ("number", (long)number), ("hash", hash), ("content", content), ("at", unit.Now), ("by", unit.Actor.Id), ("reason", reason));
        return number;
    }

    private static ModelVersion Read(Row row) => new(
        row.Text("code"), (int)row.Int64("number"), row.Text("hash"), row.Instant("saved_at"), row.Text("saved_by"), row.Text("reason"));
}
