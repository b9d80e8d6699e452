# Exchange's cmdlets as the collector meets them: live objects as in the local shell, deserialised ones as through remoting.
[Flags()] enum Services { None = 0; IMAP = 1; POP = 2; UM = 4; IIS = 8; SMTP = 16 }
enum Status { Unknown = 0; Valid = 1; Untrusted = 2 }
enum TlsAuth { EncryptionOnly = 1; CertificateValidation = 2; DomainValidation = 3 }
enum Logging { None = 0; Verbose = 1 }
class Shown {
    [string] $Text
    Shown([string] $text) { $this.Text = $text }
    [string] ToString() { return $this.Text }
}

function Get-Remote($Object) { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Object, 3)) }
function Get-Shown([string] $Text) { return [Shown]::new($Text) }

function Get-ExchangeCertificate {
    param($Server)
    Get-Remote ([pscustomobject] @{
            Thumbprint = '2D21517CD71AA9FE85B27A5D6738A4172A543312'; Subject = 'CN=mail.contoso.example, O="Contoso, Ltd"'; Issuer = 'CN=Issuing CA'
            SerialNumber = '0A1B'; NotBefore = [datetime]::SpecifyKind([datetime]::new(2024, 1, 10, 0, 0, 0), 'Utc'); NotAfter = [datetime]::SpecifyKind([datetime]::new(2025, 5, 2, 6, 32, 14), 'Utc')
            Services = [Services] 'IIS, SMTP'; Status = [Status]::Valid; HasPrivateKey = $true; IsSelfSigned = $false; RootCAType = 'ThirdParty'
            CertificateDomains = [Shown[]] @((Get-Shown 'mail.contoso.example'), (Get-Shown 'autodiscover.contoso.example')); PrivateKey = 'never' })
}

function Get-ChildItem {
    param($Path)
    if ($Path -ne 'Cert:\LocalMachine\My') { throw "The collector looked into $Path." }
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=ex01.contoso.example', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $request.CreateSelfSigned([datetimeoffset]::new(2024, 1, 1, 0, 0, 0, [timespan]::Zero), [datetimeoffset]::new(2029, 1, 1, 0, 0, 0, [timespan]::Zero))
}

function Get-SendConnector {
    [pscustomobject] @{
        Name = 'Outbound to Office 365'; Identity = Get-Shown 'Outbound to Office 365'; Enabled = $true
        AddressSpaces = [System.Collections.ArrayList] @((Get-Shown 'smtp:contoso.mail.onmicrosoft.com;1')); SmartHosts = @((Get-Shown 'contoso-com.mail.protection.outlook.com'))
        DNSRoutingEnabled = $false; RequireTLS = $true; IgnoreSTARTTLS = $false; TlsAuthLevel = [TlsAuth]::DomainValidation; TlsDomain = Get-Shown 'mail.protection.outlook.com'
        TlsCertificateName = Get-Shown '<I>CN=Issuing CA<S>CN=mail.contoso.example, O="Contoso, Ltd"'; Fqdn = Get-Shown 'mail.contoso.example'; CloudServicesMailEnabled = $true
        FrontendProxyEnabled = $false; SmartHostAuthMechanism = 'None'; SourceTransportServers = @((Get-Shown 'EX01')); ProtocolLoggingLevel = [Logging]::Verbose
        MaxMessageSize = Get-Shown '35 MB (36,700,160 bytes)'; Port = 25; AuthenticationCredential = [pscredential]::new('relay', (ConvertTo-SecureString 'secret' -AsPlainText -Force))
    }
    [pscustomobject] @{ Name = 'Internet'; Enabled = $true; SmartHosts = @(); TlsAuthLevel = $null; TlsDomain = $null; DNSRoutingEnabled = $true; Port = 25 }
}

function Get-ReceiveConnector {
    param($Server)
    Get-Remote ([pscustomobject] @{
            Name = 'Default Frontend EX01'; Identity = 'EX01\Default Frontend EX01'; Server = 'EX01'; Enabled = $true; TransportRole = 'FrontendTransport'
            Bindings = [Shown[]] @((Get-Shown '[::]:25'), (Get-Shown '0.0.0.0:25')); RemoteIPRanges = [Shown[]] @((Get-Shown '0.0.0.0-255.255.255.255'))
            ProtocolLoggingLevel = [Logging]::None; MaxMessageSize = '36 MB (37,748,736 bytes)'; ConnectionTimeout = [timespan]::FromMinutes(10); TarpitInterval = [timespan]::FromSeconds(5) })
}

function Get-Queue {
    param($Server, $ResultSize)
    [pscustomobject] @{
        Identity = Get-Shown 'EX01\42'; DeliveryType = 'SmartHostConnectorDelivery'; NextHopDomain = 'contoso-com.mail.protection.outlook.com'; Status = 'Retry'; MessageCount = 17
        NextRetryTime = [datetime]::SpecifyKind([datetime]::new(2026, 3, 1, 5, 0, 0), 'Local'); LastRetryTime = $null; LastError = '451 4.4.0 “Primary target” …'
    }
}

function Get-AcceptedDomain { [pscustomobject] @{ DomainName = Get-Shown 'contoso.example'; DomainType = 'Authoritative'; Default = $true } }
function Get-Logs([string] $Role) {
    Get-Remote ([pscustomobject] @{
            Name = 'EX01'; SendProtocolLogPath = Get-Shown "D:\TransportRoles\Logs\$Role\ProtocolLog\SmtpSend"; SendProtocolLogMaxAge = [timespan]::FromDays(30)
            SendProtocolLogMaxDirectorySize = '250 MB (262,144,000 bytes)'; IntraOrgConnectorProtocolLoggingLevel = [Logging]::Verbose })
}
function Get-TransportService { param($Identity) Get-Logs 'Hub' }
function Get-FrontendTransportService { param($Identity) Get-Logs 'FrontEnd' }
function Get-MailboxTransportService { param($Identity) Get-Logs 'Mailbox' }
function Get-ExchangeServer {
    Get-Remote ([pscustomobject] @{ Name = 'EX01'; Fqdn = 'ex01.contoso.example'; IsEdgeServer = $false; Site = 'contoso.example/Configuration/Sites/Berlin'
            AdminDisplayVersion = Get-Shown 'Version 15.2 (Build 986.5)' })
}
function Get-HybridConfiguration {
    if (Test-Path 'env:MAILFLOW_STUBS_WITHOUT_HYBRID') { throw 'There is no hybrid configuration here.' }
    [pscustomobject] @{ Domains = @((Get-Shown 'contoso.example')); Features = @('FreeBusy', 'SecureMail'); SendingTransportServers = @((Get-Shown 'EX01')); OnPremisesSmartHost = Get-Shown 'mail.contoso.example' }
}
