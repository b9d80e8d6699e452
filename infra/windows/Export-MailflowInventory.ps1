<#
.SYNOPSIS
Exports what Exchange says of itself, for Mailflow.

.DESCRIPTION
Writes certificates (never a private key), connectors, queues, accepted domains, transport services, server versions and the hybrid configuration as JSON files
into a folder, one a kind, from which the shipper sends them. It only reads: of Exchange through Get- cmdlets, of this machine its list of certificates
and the version of ExSetup.exe. It changes nothing but the files in its own folder.

It runs in the Exchange Management Shell; elsewhere on an Exchange server it loads that shell by itself. The account needs the role group
"View-Only Organization Management", and rights to write into the folder.

What one cmdlet fails to tell, because the role or the version of Exchange does not have it, is noted in collector.log beside the exports, and the others
go on; an earlier export of that kind stays as it is.

.PARAMETER Path
The folder for the exports: the exportsFolder of the shipper's settings. It is made when it is missing.

.PARAMETER Server
The Exchange server to ask; this one unless another is named.

.EXAMPLE
.\Export-MailflowInventory.ps1 -Path 'C:\ProgramData\Mailflow\exports'

.NOTES
Exit code 0: all kinds were exported; 1: some were not, collector.log says which and why.
Register-MailflowInventoryTask.ps1 lets it run on a schedule.
#>
#Requires -Version 5.1
[CmdletBinding()]
param(
    [ValidateNotNullOrEmpty()] [string] $Path = (Join-Path $env:ProgramData 'Mailflow\exports'),
    [ValidatePattern('^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$')] [string] $Server = $env:COMPUTERNAME
)

# A scheduled task begins without Exchange's cmdlets. On an Edge server the shell is a snap-in, elsewhere it is remoting to this server itself.
if (-not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) {
    $shell = if ($env:ExchangeInstallPath) { Join-Path $env:ExchangeInstallPath 'bin\RemoteExchange.ps1' } else { '' }
    if (-not ($shell -and [System.IO.File]::Exists($shell))) { throw 'This is no Exchange server: run the collector in the Exchange Management Shell.' }
    if (Get-PSSnapin -Registered -Name 'Microsoft.Exchange.Management.PowerShell.E2010' -ErrorAction SilentlyContinue |
            Where-Object { Get-Service -Name 'ADAM_MSExchange' -ErrorAction SilentlyContinue }) {
        Add-PSSnapin -Name 'Microsoft.Exchange.Management.PowerShell.E2010'
    } else {
        . $shell
        Connect-ExchangeServer -auto -ClientApplication:ManagementShell
    }
}

# Only now: Exchange's shell is not written for it.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
# Sizes and numbers are turned into text below: in the same form on every server, whatever its language.
[System.Threading.Thread]::CurrentThread.CurrentCulture = [System.Globalization.CultureInfo]::InvariantCulture

# What is exported, and of each object what: only what is named here leaves the server. AuthenticationCredential of a connector is not.
$Logs = 'Name', 'ReceiveProtocolLogPath', 'ReceiveProtocolLogMaxAge', 'ReceiveProtocolLogMaxDirectorySize', 'ReceiveProtocolLogMaxFileSize',
    'SendProtocolLogPath', 'SendProtocolLogMaxAge', 'SendProtocolLogMaxDirectorySize', 'SendProtocolLogMaxFileSize', 'ConnectivityLogPath',
    'IntraOrgConnectorProtocolLoggingLevel', 'MailboxDeliveryConnectorProtocolLoggingLevel', 'InternalTransportCertificateThumbprint'
$Kinds = @(
    @{ Kind = 'exchange-certificates'; Read = { Get-ExchangeCertificate -Server $Server }
        Properties = 'Thumbprint', 'Subject', 'Issuer', 'SerialNumber', 'NotBefore', 'NotAfter', 'Services', 'Status', 'HasPrivateKey',
            'IsSelfSigned', 'RootCAType', 'CertificateDomains' },
    @{ Kind = 'machine-certificates'; Read = { Get-ChildItem -Path 'Cert:\LocalMachine\My' }
        Properties = 'Thumbprint', 'HasPrivateKey', 'Subject', 'Issuer', 'NotBefore', 'NotAfter', 'DnsNameList' },
    @{ Kind = 'send-connectors'; Read = { Get-SendConnector }
        Properties = 'Name', 'Identity', 'Enabled', 'AddressSpaces', 'SmartHosts', 'DNSRoutingEnabled', 'RequireTLS', 'IgnoreSTARTTLS', 'TlsAuthLevel',
            'TlsDomain', 'TlsCertificateName', 'Fqdn', 'CloudServicesMailEnabled', 'FrontendProxyEnabled', 'SmartHostAuthMechanism',
            'SourceTransportServers', 'ProtocolLoggingLevel', 'MaxMessageSize', 'Port' },
    @{ Kind = 'receive-connectors'; Read = { Get-ReceiveConnector -Server $Server }
        Properties = 'Name', 'Identity', 'Server', 'Enabled', 'TransportRole', 'Bindings', 'RemoteIPRanges', 'Fqdn', 'TlsCertificateName',
            'TlsDomainCapabilities', 'AuthMechanism', 'PermissionGroups', 'RequireTLS', 'ProtocolLoggingLevel', 'MaxMessageSize', 'MaxInboundConnection',
            'MaxInboundConnectionPerSource', 'MaxInboundConnectionPercentagePerSource', 'MaxRecipientsPerMessage', 'MessageRateLimit',
            'ConnectionTimeout', 'ConnectionInactivityTimeout', 'TarpitInterval', 'MaxAcknowledgementDelay' },
    @{ Kind = 'queues'; Read = { Get-Queue -Server $Server -ResultSize 1000 }
        Properties = 'Identity', 'DeliveryType', 'NextHopDomain', 'NextHopConnector', 'NextHopCategory', 'TlsDomain', 'Status', 'MessageCount',
            'DeferredMessageCount', 'RetryCount', 'LastRetryTime', 'NextRetryTime', 'LastError' },
    @{ Kind = 'accepted-domains'; Read = { Get-AcceptedDomain }; Properties = 'DomainName', 'DomainType', 'Default' },
    @{ Kind = 'transport-services'; Read = { Get-TransportService -Identity $Server }; Properties = $Logs },
    @{ Kind = 'frontend-transport-services'; Read = { Get-FrontendTransportService -Identity $Server }; Properties = $Logs },
    @{ Kind = 'mailbox-transport-services'; Read = { Get-MailboxTransportService -Identity $Server }; Properties = $Logs },
    # AdminDisplayVersion stops at the cumulative update; ExSetup.exe tells the security update, of this machine alone.
    @{ Kind = 'exchange-servers'; Read = { Get-ExchangeServer | ForEach-Object { Select-Setup $_ } }
        Properties = 'Name', 'Fqdn', 'IsEdgeServer', 'Site', 'AdminDisplayVersion', 'ExSetupVersion' },
    @{ Kind = 'hybrid-configuration'; Read = { Get-HybridConfiguration }
        Properties = 'Domains', 'Features', 'SendingTransportServers', 'ReceivingTransportServers', 'EdgeTransportServers', 'OnPremisesSmartHost',
            'TlsCertificateName' }
)

# Adds the version of ExSetup.exe to the server that this is.
function Select-Setup($ExchangeServer) {
    $setup = Get-Command -Name 'ExSetup.exe' -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    $version = if ($setup -and $ExchangeServer.Name -eq $env:COMPUTERNAME) { $setup.FileVersionInfo.FileVersion } else { $null }
    return Select-Object -InputObject $ExchangeServer -Property *, @{ Name = 'ExSetupVersion'; Expression = { $version } }
}

# A value as JSON has it. What is no number, truth or list becomes its own text, as Exchange shows it: an address space, a size, a time span. So does an
# enumeration; through remoting it comes as its number, and only its text says what it means.
function ConvertTo-Plain($Value) {
    if ($null -eq $Value) { return $null }
    if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ') }
    if ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [string]) {
        $elements = @(foreach ($element in $Value) { ConvertTo-Plain $element })
        return , $elements
    }
    if ($Value.GetType().IsPrimitive -and $Value.PSObject.TypeNames[0] -notlike 'Deserialized.*') { return $Value }
    return [string] $Value
}

# The named properties of an object, live or deserialised by remoting; what it does not have is left out.
function ConvertTo-Item($Object, [string[]] $Properties) {
    $item = [ordered] @{}
    foreach ($name in $Properties) {
        $property = $Object.PSObject.Properties[$name]
        if ($null -ne $property) { $item[$name] = ConvertTo-Plain $property.Value }
    }
    return $item
}

# Whole or not at all: the shipper may look at any moment.
function Write-Whole([string] $File, [string] $Text) {
    $fresh = "$File.new"
    [System.IO.File]::WriteAllText($fresh, $Text, (New-Object -TypeName System.Text.UTF8Encoding -ArgumentList $false))
    if ([System.IO.File]::Exists($File)) { [System.IO.File]::Replace($fresh, $File, [NullString]::Value) } else { [System.IO.File]::Move($fresh, $File) }
}

function Export-Kind($Kind) {
    # Of this very moment: the name of the export on the other side.
    $collectedAt = [datetime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ss.fffZ')
    $items = @(foreach ($object in @(& $Kind.Read)) { ConvertTo-Item $object $Kind.Properties })
    $envelope = [ordered] @{ mailflow = 1; kind = $Kind.Kind; server = $Server; collectedAt = $collectedAt; items = $items }
    Write-Whole (Join-Path $Path "$($Kind.Kind).json") (ConvertTo-Json -InputObject $envelope -Depth 6)
}

[void] [System.IO.Directory]::CreateDirectory($Path)
$notes = @(foreach ($kind in $Kinds) {
    try {
        Export-Kind $kind
    } catch {
        "$($kind.Kind): $($_.Exception.Message)"
    }
})
foreach ($note in $notes) { Write-Warning $note }
Write-Whole (Join-Path $Path 'collector.log') ((@("Collected $([datetime]::UtcNow.ToString('u')), $($Kinds.Count - $notes.Count) of $($Kinds.Count) kinds.") + $notes -join "`r`n") + "`r`n")
exit [int] ($notes.Count -gt 0)
