//! Where a request comes from, and who makes it.

use super::{
    backend::{Backend, Session, TokenRefused, bearer},
    server::HttpSettings,
};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use std::net::IpAddr;

/// The address of whoever made the request. `X-Forwarded-For` counts only from a trusted proxy, and there the last
/// address that is no trusted proxy itself: what stands before it may be anyone's invention.
#[must_use]
pub fn peer(connected: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    // An IPv6 socket tells of its IPv4 peers in a form of its own.
    let connected = connected.to_canonical();
    if !is_trusted(connected, trusted) {
        return connected;
    }
    let lists = headers.get_all("x-forwarded-for").iter().filter_map(|list| list.to_str().ok());
    let hops: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    let mut nearest = connected;
    for hop in hops.into_iter().rev() {
        match hop.parse() {
            Ok(address) => nearest = IpAddr::to_canonical(&address),
            Err(_) => break,
        }
        if !is_trusted(nearest, trusted) {
            break;
        }
    }
    nearest
}

/// Whether this is the address of a trusted proxy, in whatever form.
#[must_use]
pub fn is_trusted(address: IpAddr, trusted: &[IpAddr]) -> bool {
    trusted.iter().any(|proxy| proxy.to_canonical() == address.to_canonical())
}

/// Whether the request may be of this server's own pages: no `Origin` at all, as tools do, its own, or one of the
/// settings. `null` and anything else is foreign.
#[must_use]
pub fn is_own_origin(headers: &HeaderMap, settings: &HttpSettings) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if origins.next().is_some() {
        return false;
    }
    if settings.origins.iter().any(|own| own.eq_ignore_ascii_case(origin)) {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_host = |authority: &str| host.is_some_and(|host| host.eq_ignore_ascii_case(authority));
    origin.parse::<Uri>().is_ok_and(|origin| {
        matches!(origin.scheme_str(), Some("http" | "https"))
            && origin.authority().is_some_and(|authority| is_host(authority.as_str()))
    })
}

/// The refresh token of the browser: none where there are two, of which one may be a neighbour's.
#[must_use]
pub fn refresh_cookie(headers: &HeaderMap) -> Option<String> {
    // To the letter: decoded, another name could come out as this one.
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(name, _)| *name == crate::graphql::REFRESH_COOKIE).map(|(_, value)| value);
    ours.next().filter(|_| ours.next().is_none()).map(str::to_owned)
}

/// Who makes a request by itself.
pub enum Caller {
    /// Nobody is signed in.
    Visitor,
    /// A token came along that opens no session.
    Rejected,
    /// A session.
    SignedIn(Session),
}

/// Looks at the `Authorization` header.
///
/// # Errors
/// The token could not be checked.
pub async fn caller<B: Backend>(backend: &B, headers: &HeaderMap) -> Result<Caller, TokenRefused> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(Caller::Visitor) };
    let Some(token) = HeaderValue::to_str(value).ok().and_then(bearer) else { return Ok(Caller::Rejected) };
    match backend.session(token).await {
        Ok(session) => Ok(Caller::SignedIn(session)),
        Err(TokenRefused::Invalid) => Ok(Caller::Rejected),
        Err(TokenRefused::Unavailable) => Err(TokenRefused::Unavailable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn a_forwarded_address_counts_only_from_a_trusted_proxy() {
        let (proxy, inner): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let client: IpAddr = [192, 0, 2, 7].into();
        let forwarded = headers(&[("x-forwarded-for", "203.0.113.9, 192.0.2.7, 10.0.0.2")]);
        assert_eq!(peer(proxy, &forwarded, &[]), proxy);
        assert_eq!(peer(client, &forwarded, &[proxy]), client);
        assert_eq!(peer(proxy, &forwarded, &[proxy, inner]), client);
        assert_eq!(peer(proxy, &headers(&[("x-forwarded-for", "nonsense")]), &[proxy]), proxy);
        assert_eq!(peer(proxy, &headers(&[]), &[proxy]), proxy);
        let mapped = "::ffff:10.0.0.1".parse().unwrap();
        assert_eq!(peer(mapped, &forwarded, &[proxy, inner]), client, "as an IPv6 socket tells of the proxy");
        assert_eq!(peer(proxy, &forwarded, &[mapped, inner]), client);
    }

    #[test]
    fn only_the_servers_own_pages_and_tools_have_the_right_origin() {
        let mut settings = HttpSettings::default();
        settings.origins.push("https://desk.example.org".into());
        let own = |origin| is_own_origin(&headers(&[("host", "help.example:8080"), ("origin", origin)]), &settings);
        assert!(own("http://help.example:8080") && own("https://HELP.example:8080") && own("https://desk.example.org"));
        for foreign in [
            "null",
            "http://help.example",
            "http://help.example:8080.evil.test",
            "https://evil.test",
            "",
            "ftp://help.example:8080",
        ] {
            assert!(!own(foreign), "{foreign}");
        }
        assert!(is_own_origin(&headers(&[("host", "help.example")]), &settings));
        let two = [("host", "a.test"), ("origin", "http://a.test"), ("origin", "http://b.test")];
        assert!(!is_own_origin(&headers(&two), &settings));
    }

    #[test]
    fn the_refresh_token_is_found_among_the_cookies() {
        let jar = headers(&[("cookie", "a=b; guichet_refresh=secret; c=d")]);
        assert_eq!(refresh_cookie(&jar).as_deref(), Some("secret"));
        assert_eq!(refresh_cookie(&headers(&[("cookie", "other=1")])), None);
        let two = headers(&[("cookie", "guichet_refresh=secret; c=d; guichet_refresh=another")]);
        assert_eq!(refresh_cookie(&two), None);
        let disguised = headers(&[("cookie", "guichet_refresh=secret; guichet%5Frefresh=another")]);
        assert_eq!(refresh_cookie(&disguised).as_deref(), Some("secret"));
    }
}
