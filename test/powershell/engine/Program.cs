using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.Json;

// parse FILE: prints, as JSON, the errors of the parser, the commands and types that the script calls, and the syntax that Windows PowerShell 5.1 does not have.
// run STUBS CULTURE SCRIPT [NAME=VALUE ...]: runs the script with these parameters beside these stubs, and ends with its exit code, or 3 when it fails.
return args switch
{
    ["parse", var file] => Parse(file),
    ["run", var stubs, var culture, var script, .. var parameters] => Run(stubs, culture, script, parameters),
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

static int Run(string stubs, string culture, string script, string[] parameters)
{
    System.Globalization.CultureInfo.CurrentCulture = new(culture);
    var state = InitialSessionState.CreateDefault();
    using var runspace = RunspaceFactory.CreateRunspace(state);
    runspace.Open();
    using var shell = PowerShell.Create(runspace);
    shell.AddScript(". $args[0]").AddArgument(stubs).Invoke();
    if (shell.HadErrors) throw new InvalidOperationException($"The stubs fail: {string.Join("; ", shell.Streams.Error)}");
    shell.Commands.Clear();
    var named = parameters.Select(parameter => parameter.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    shell.AddScript("param($script, $named) & $script @named; $global:LASTEXITCODE").AddArgument(script).AddArgument(new Hashtable(named));
    try
    {
        var output = shell.Invoke();
        foreach (var warning in shell.Streams.Warning) Console.Error.WriteLine(warning);
        foreach (var error in shell.Streams.Error) Console.Error.WriteLine(error);
        foreach (var said in output.SkipLast(1)) Console.WriteLine(said);
        return output.LastOrDefault()?.BaseObject is int code ? code : 3;
    }
    catch (RuntimeException failed)
    {
        Console.Error.WriteLine(failed.Message);
        return 3;
    }
}
