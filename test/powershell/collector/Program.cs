using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.Json;

// parse FILE: prints, as JSON, the errors of the parser, the commands and types that the script calls, and the syntax that Windows PowerShell 5.1 does not have.
// run STUBS SCRIPT FOLDER CULTURE: runs the script beside these stubs of Exchange's cmdlets, and ends with its exit code.
return args switch
{
    ["parse", var file] => Parse(file),
    ["run", var stubs, var script, var folder, var culture] => Run(stubs, script, folder, culture),
    _ => 2,
};

static int Parse(string file)
{
    var script = Parser.ParseFile(file, out var tokens, out var errors);
    var commands = script.FindAll(node => node is CommandAst, true).Cast<CommandAst>();
    var types = script.FindAll(node => node is TypeExpressionAst, true).Cast<TypeExpressionAst>();
    var members = script.FindAll(node => node is InvokeMemberExpressionAst, true).Cast<InvokeMemberExpressionAst>();
    // Windows PowerShell 5.1 knows none of these.
    var newer = tokens.Where(token => token.Kind is TokenKind.QuestionMark or TokenKind.QuestionQuestion or TokenKind.QuestionQuestionEquals
            or TokenKind.QuestionDot or TokenKind.QuestionLBracket or TokenKind.AndAnd or TokenKind.OrOr)
        .Select(token => token.Text)
        .Concat(script.FindAll(node => node is TernaryExpressionAst or PipelineChainAst, true).Select(node => node.Extent.Text));
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        errors = errors.Select(error => $"{error.Extent.StartLineNumber}: {error.Message}"),
        functions = script.FindAll(node => node is FunctionDefinitionAst, true).Cast<FunctionDefinitionAst>().Select(function => function.Name),
        commands = commands.Select(command => command.GetCommandName() ?? $"{command.InvocationOperator} {command.CommandElements[0].Extent.Text}").Distinct(),
        members = members.Select(call => call.Member.Extent.Text).Distinct(),
        types = types.Select(type => type.TypeName.FullName).Distinct(),
        newer,
        help = script.GetHelpContent()?.Synopsis,
        requires = script.ScriptRequirements?.RequiredPSVersion?.ToString(),
        binding = script.ParamBlock?.Attributes.Select(attribute => attribute.TypeName.Name),
    }));
    return 0;
}

static int Run(string stubs, string script, string folder, string culture)
{
    System.Globalization.CultureInfo.CurrentCulture = new(culture);
    var state = InitialSessionState.CreateDefault();
    using var runspace = RunspaceFactory.CreateRunspace(state);
    runspace.Open();
    using var shell = PowerShell.Create(runspace);
    shell.AddScript(". $args[0]").AddArgument(stubs).Invoke();
    if (shell.HadErrors) throw new InvalidOperationException($"The stubs fail: {string.Join("; ", shell.Streams.Error)}");
    shell.Commands.Clear();
    shell.AddScript("& $args[0] -Path $args[1] -Server 'EX01'; $global:LASTEXITCODE").AddArgument(script).AddArgument(folder);
    var output = shell.Invoke();
    foreach (var warning in shell.Streams.Warning) Console.Error.WriteLine(warning);
    foreach (var error in shell.Streams.Error) Console.Error.WriteLine(error);
    return output.LastOrDefault()?.BaseObject is int code ? code : 3;
}
