using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

internal sealed class ExportRow
{
    public required Guid Id { get; init; }

    public required string Layout { get; init; }

    public required long Number { get; init; }

    public required string ProcedureCode { get; init; }

    public required string Columns { get; init; }

    public required string ContentHash { get; init; }

    public required long LineCount { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string MadeBy { get; init; }
}

internal sealed class ExportLineRow
{
    public required Guid ExportId { get; init; }

    public required long Number { get; init; }

    public required string Layout { get; init; }

    public required Guid CaseId { get; init; }

    public required Guid Subject { get; init; }

    public string? LineValues { get; init; }

    public string? Result { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? ResultAt { get; init; }

    public string? ResultBy { get; init; }

    public required bool Again { get; init; }
}

/// <summary>The tables of exports: lines hold what was handed over, and a core system's reason may name what is wrong with somebody's data.</summary>
internal static class ExportRows
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<ExportRow>(row =>
        {
            row.ToTable("cases_export").HasKey(it => it.Id);
            row.Property(it => it.Layout).NotPersonal();
            row.Property(it => it.ProcedureCode).NotPersonal();
            row.Property(it => it.Columns).NotPersonal();
            row.Property(it => it.ContentHash).NotPersonal();
            row.Property(it => it.MadeBy).NotPersonal();
        });
        model.Entity<ExportLineRow>(row =>
        {
            row.ToTable("cases_export_line").HasKey(it => new { it.ExportId, it.Number });
            row.Property(it => it.Layout).NotPersonal();
            row.Property(it => it.LineValues).Personal(Purpose.Export.Code);
            row.Property(it => it.Result).NotPersonal();
            row.Property(it => it.Reason).Personal(Purpose.Export.Code);
            row.Property(it => it.ResultBy).NotPersonal();
        });
    }
}
